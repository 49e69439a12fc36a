"""``python -m darvoza.parties.learning LIST... > trees.json`` learns the weights of evidence anew."""

import sys
from pathlib import Path

import msgspec

from darvoza.parties.learning.fitting import learn

sys.stdout.buffer.write(msgspec.json.encode(learn([Path(each) for each in sys.argv[1:]])))
