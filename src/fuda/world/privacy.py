"""What a town keeps is for its user alone: on disk, and where a process has crashed."""

import os
import resource

_NO_OTHERS = 0o077


def keep_private() -> None:
    """From here on, in this process and its children: new files are nobody else's, no core dumps.

    A data folder that was made beforehand may be open to others; what we put into it is not.
    """
    os.umask(_NO_OTHERS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
