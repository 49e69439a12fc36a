"""Agreements as data: what may be asked, sent and kept, under which article and with which caveats."""
