"""The training room: exercises run on the office's pages by units that do no real work, against sealed truth."""
