"""Engines: where batches run. Here, on this machine, in several threads or processes."""

from darvoza.engines.local import BatchFailed, run_batches

__all__ = ["BatchFailed", "run_batches"]
