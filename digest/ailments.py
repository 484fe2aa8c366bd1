"""What `digest doctor` may find wrong with a set-up: code, level, what it means, what cures it. Pure.

Rows for digest/diagnostics.py, which explains every code. What is well, or only worth knowing, is told under the code
of the same question.
"""

from __future__ import annotations

from digest.errors import Level

FAMILIES = {
    "SETUP": "`digest doctor`: this machine",
    "REPO": "`digest doctor`: the repository",
    "HOME": "`digest doctor`: digest.yaml and the files it governs",
    "FLOW": "`digest doctor`: workflows on GitHub",
    "FEED": "`digest doctor`: feeds",
    "NET": "`digest doctor`: on line",
}

AILMENTS: tuple[tuple[str, Level, str, str], ...] = (
    ("SETUP001", "error", "Python is older than 3.11.", "Install a newer one, and digest with it."),
    ("SETUP002", "error", "Packages that the program needs are not there.", "Install it again."),
    ("SETUP003", "warning", "Packages are of other versions than those of the lock file.", "Run `make setup`."),
    ("SETUP004", "error", "There is no git.", "Install it."),
    ("SETUP005", "warning", "The editor that would open texts is not there.", "Name another: `export EDITOR=nano`."),
    ("SETUP006", "warning", "Less than 200 MB are free on the disk.", "Make room."),
    ("SETUP007", "warning", "The disk takes two names that differ in capitals for one.", "Have no such names."),
    ("SETUP008", "warning", "The lock is held by a command, or by what a dead one left behind.", "End it, or wait."),
    ("SETUP009", "warning", "Weeks turn by UTC while the machine lives elsewhere.", "Set `timezone`, if not meant so."),
    ("REPO001", "error", "No repository, or one that git cannot or will not read.", "Do what the hint says."),
    ("REPO002", "error", "A repository without a commit.", "Commit what is there."),
    ("REPO003", "warning", "A repository without a remote: one disk has everything.", "Add one, and push."),
    ("REPO004", "warning", "A clone without its history, in which `digest restore` looks.", "`git fetch --unshallow`"),
    ("REPO005", "warning", "No branch is checked out, or what is committed was not pushed.", "Switch, or push."),
    ("REPO006", "warning", "git does not know who commits.", "Set `user.name` and `user.email`."),
    ("REPO007", "error", "A merge is not finished.", "Choose what is right in each file, and commit."),
    ("REPO008", "warning", "build/ or .cache/ is not ignored.", "Add them to .gitignore."),
    ("REPO009", "error", "build/ or .cache/ is committed.", "`git rm -r --cached`; the files stay."),
    ("REPO010", "error", "git ignores files of content/: memory would be lost.", "Take the line out of .gitignore."),
    ("REPO011", "warning", "Hints for polling would be in conflict when branches merge.", "Mend .gitattributes."),
    ("REPO012", "warning", "Files beyond 10 MB are committed.", "Make them smaller, or keep them elsewhere."),
    ("REPO013", "error", "What looks like a password or a key is committed.", "Change it, then take it out."),
    ("REPO014", "warning", "Files that programs leave behind are committed.", "Take them out, and ignore them."),
    ("REPO015", "warning", "git turns line ends of content.", "`git config core.autocrlf input`"),
    ("REPO016", "error", "Two committed names differ in capitals only.", "Rename one."),
    ("HOME001", "error", "A file of the publication cannot be read as it should.", "See `digest check`."),
    ("HOME002", "warning", "`base_url` is a placeholder.", "Write where the site will stand."),
    ("HOME003", "error", "`base_url` cannot be the address of a site: a slip of the pen.", "Take what the hint names."),
    ("HOME004", "error", "`base_url` is not where the site will stand, by remote or `cname`.", "Correct one of them."),
    ("HOME005", "warning", "`base_url` is not https.", "Write it with https."),
    ("HOME006", "warning", "`id` names a domain that is reserved for examples.", "Choose one before the first issue."),
    ("HOME007", "warning", "No `licence`.", "Say what others may do with your words."),
    ("HOME008", "warning", "No `contact`.", "Say how to reach you."),
    ("HOME009", "warning", "No issue came out yet; no more than a note.", "See `digest status`."),
    ("FLOW001", "warning", "A workflow that this version writes is not there.", "Copy it from a new publication."),
    ("FLOW002", "error", "An action that is not pinned to a commit: others can change it.", "Pin it, as shown."),
    ("FLOW003", "warning", "A workflow is of another version of this program.", "Write the lines that are shown."),
    ("FLOW004", "error", "A workflow does not say where to install digest from.", "Fill the placeholder in."),
    ("FLOW005", "warning", "GitHub stops schedules after 60 days without a commit.", "Push one; enable it again."),
    ("FLOW006", "error", "The branch that is published does not exist.", "Name yours in the workflow, or rename it."),
    ("FEED001", "warning", "No feed is followed, or all are paused.", "Add some."),
    ("FEED002", "warning", "No feed was ever read.", "`digest fetch`"),
    ("FEED003", "error", "Every feed fails.", "See whether there is a network, and what each answers."),
    ("FEED004", "warning", "A feed has failed for a week, or five times, or is gone.", "Find its new address."),
    ("FEED005", "warning", "A feed is quarantined, since it looks like another one.", "Accept or remove it."),
    ("FEED006", "warning", "A feed has been paused for two months.", "Read it again, or remove it."),
    ("FEED007", "warning", "Nothing new for longer than the feeds' own rhythm.", "See what stops the collecting."),
    ("FEED008", "warning", "Hints for polling that cannot be read; the feeds are asked anew.", "Delete them."),
    ("NET001", "warning", "Nothing is on line: GitHub Pages may be switched off.", "Switch it on, as shown."),
    ("NET002", "error", "The remote cannot be reached.", "See its address, the network, your key or token."),
    ("NET003", "warning", "The site does not answer.", "See `base_url`, and how the last publishing ended."),
    ("NET004", "warning", "The newest issue on line is not the newest here.", "Push, or pull."),
)
