"""What a run keeps for the next one, so that nothing is worked out twice.

Three things are kept, each under a key that holds all that it hangs on, so that there is nothing to invalidate:

- the report of a whole project (:mod:`xref.cache.project`), with a record of every input (:mod:`xref.cache.inputs`): each file
  that was read or looked for, the listings of folders, the configuration, the program itself. It is served when all of them
  are as they were, by a process that imports no parser. A file is as it was when its size, times and inode are, or else its
  content; times of the last two seconds before they were looked at say nothing, so that file's content is compared.
- what a file gives (extraction), by its path, text and the sinks;
- what an SQL text means, by the text, the catalog and PostgreSQL's version; and the catalog by the texts that it is made of
  (both in :mod:`xref.cache.entries`: one file each, the entries that were used last, bounded in size).

Where (:mod:`xref.cache.folder`): the user's cache folder, a folder for each root; ``cache-dir`` names another one below it.
Values are pickles, which can do anything when they are read, and a project that is scanned may be hostile. So each file is
signed with a key that lies in the user's own folder (0700, owned by the user, not below the root), and is unpickled only if
the signature holds; what was planted, cut off or is another project's is as if it were not there. Unpickling makes nothing
but plain values and classes of this program besides. Files are written aside and renamed, so runs that meet see the one or
the other, whole. Whatever fails here (no home, a full disk, a folder that is read-only) means a run without a cache, never
an error.
"""

from __future__ import annotations
