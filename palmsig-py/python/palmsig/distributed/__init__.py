"""Work beyond one machine, on Ray: extraction over a data set, and a gallery in shards.

Ray starts the workers, moves the data and starts again what dies; nothing here knows of machines. ``pip install
'palmsig[ray]'``.
"""

from ._extract import extract
from ._gallery import Found, ShardedGallery

__all__ = ["Found", "ShardedGallery", "extract"]
