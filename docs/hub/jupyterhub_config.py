"""What a class's JupyterHub needs for these lessons, and nothing else. docs/for-many-learners.md tells how it is used.

Fill in the four lines below, and add your own Authenticator (who may log in) and Spawner (as whom a student's server
runs). Without them JupyterHub takes the accounts of this computer, and lets nobody in until you say who may.
"""

from urllib.parse import urlencode

c = get_config()  # noqa: F821 (JupyterHub has it ready)

REPOSITORY = "https://git.example.org/media-verification.git"  # holds the class bundle, and never a key
BRANCH = "main"
FOLDER = "media-verification"  # what it is called in a student's home
HOME = "/home/{username}"  # The Littlest JupyterHub: /home/jupyter-{username}


def link(path):
    """The hub's own address, from /hub on, that brings the newest lessons into a student's home and opens this one."""
    where = {"repo": REPOSITORY, "branch": BRANCH, "targetpath": FOLDER, "urlpath": f"lab/tree/{FOLDER}/{path}"}
    return f"/hub/user-redirect/git-pull?{urlencode(where)}"


def course(spawner):
    """Where a student's own copy of the lessons lies."""
    return f"{HOME.format(username=spawner.user.name)}/{FOLDER}"


# Whoever types the hub's address gets the newest lessons, and the first of them on the screen.
c.JupyterHub.default_url = link("notebooks/00-start.ipynb")

# `import kit` takes the kit that was brought with the lessons, so that the two always fit and a teacher updates both.
# The environment holds what the kit needs (requirements-hub.lock), and not the kit.
c.Spawner.environment.update({"PYTHONPATH": course})

# On one computer every kernel listens where all can hear it; encrypted, only its own student's server understands it.
c.Spawner.args.extend(["--KernelManager.transport_encryption=auto"])

# ---- For a hub of your own. The big distributions have ways of their own for all that follows: leave it out there.

# Nobody but this computer can ask the hub; what speaks https to the world stands before it and leads here.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# An active learner needs about a quarter of this. Spawners that start a container or a systemd unit hold the limit;
# those that start a plain process cannot.
c.Spawner.mem_limit = "1G"

# Thirty who log in within the same minute make each other wait.
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 120

# Whoever has gone home frees their memory: a kernel after an hour without a keystroke, the server when for an hour no
# page of it was open and no kernel ran. Every answer is on the disk by then.
c.Spawner.args.extend(
    [
        "--MappingKernelManager.cull_idle_timeout=3600",
        "--MappingKernelManager.cull_connected=True",  # a lid that is shut leaves the page connected for a while
        "--ServerApp.shutdown_no_activity_timeout=3600",
    ]
)
