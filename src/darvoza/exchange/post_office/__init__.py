"""The post office of a node: letters numbered, sent until received, and taken once."""
