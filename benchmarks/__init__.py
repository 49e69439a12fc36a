"""Benchmarks: rates and memory as JSON, each beside a baseline run in the same process where one makes sense."""
