"""PostgreSQL as the office asks it: many short questions on a machine that has other things to do."""
