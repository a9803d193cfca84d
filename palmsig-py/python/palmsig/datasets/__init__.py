"""From a folder of palms to a manifest.

Each reader walks a folder that is laid out as the set of that name is distributed and returns one row a
picture, with the columns of a manifest:

==========  ==========================================================================
path        the picture, usable from the working directory
set         name of the set; equal subjects of different sets are different people
subject     the person (where a set does not tell, the palm)
hand        ``left``, ``right`` or ``unknown``; (set, subject, hand) is one palm
session     capture session, a whole number; 0 where the set does not tell
sample      which capture; rows that agree up to here are bands of one capture
kind        ``full`` (a picture of a hand) or ``roi`` (an already cropped palm)
modality    ``visible`` or ``nir``
==========  ==========================================================================

Nothing is downloaded: the sets belong to their owners, who give them to researchers on request. The readers
need pandas (``pip install 'palmsig[eval]'``).

Examples
--------
>>> import pathlib, tempfile
>>> folder = pathlib.Path(tempfile.mkdtemp())
>>> for name in ["ann_left_1.png", "ann_left_2.png", "ben_right_1.png"]:
...     (folder / name).touch()
>>> frame = from_pattern(folder, "{subject}_{hand}_{sample}.png", set_name="office")
>>> frame[["subject", "hand", "session", "sample"]].values.tolist()
[['ann', 'left', 0, '1'], ['ann', 'left', 0, '2'], ['ben', 'right', 0, '1']]
>>> to_manifest(frame, folder / "office.csv")
>>> print((folder / "office.csv").read_text().splitlines()[1])
ann_left_1.png,office,ann,left,0,1,full,visible
"""

from ._errata import Erratum, errata
from ._manifest import COLUMNS, ManifestError, RowProblem, read_manifest, to_manifest
from ._pattern import from_pattern
from ._sets import READERS, casia, casia_ms, coep, hands_11k, iitd, polyu, polyu_ms, tongji

__all__ = [
    "COLUMNS",
    "READERS",
    "Erratum",
    "ManifestError",
    "RowProblem",
    "casia",
    "casia_ms",
    "coep",
    "errata",
    "from_pattern",
    "hands_11k",
    "iitd",
    "polyu",
    "polyu_ms",
    "read_manifest",
    "to_manifest",
    "tongji",
]
