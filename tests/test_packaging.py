"""The wheel carries everything: installed elsewhere, it serves the sign-in page and the files that page loads."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path
from urllib.error import URLError

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # looks at the starting server, a fifth of a second apart: a fresh wheel is compiled first


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True,
                   capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """A Python environment outside the checkout with the wheel in it; dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = next((folder / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)  # a wheel of pure Python is installed by unpacking it
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def run_python(elsewhere, code):
    """What `code` prints in that environment."""
    done = subprocess.run([elsewhere / "venv" / "bin" / "python", "-c", code], cwd=elsewhere, check=True,
                          capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    return done.stdout.strip()


def test_package_comes_from_the_wheel_and_names_its_command(elsewhere):
    code = ("import planner; from importlib.metadata import distribution as d;"
            "print(planner.__file__, [(e.name, e.value) for e in d('shangzuo').entry_points])")
    packages = next((elsewhere / "venv" / "lib").glob("python*/site-packages"))
    assert run_python(elsewhere, code) == f"{packages}/planner/__init__.py [('shangzuo', 'planner.cli:main')]"


def test_wheel_has_every_file_that_the_application_reads(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    kept = subprocess.run(["git", "ls-files", "planner", "seating", "templates", "static", "demo"], cwd=ROOT, check=True,
                          capture_output=True, text=True).stdout.splitlines()
    moved = {name if name.startswith(("planner/", "seating/")) else f"planner/{name}" for name in kept
             if (ROOT / name).is_file()}
    assert moved - inside == set()
    assert {"planner/static/vendor/icons.svg"} - inside == set()


def test_installed_elsewhere_it_serves_the_sign_in_page_and_its_files(elsewhere):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = {"PATH": os.environ["PATH"], "SHANGZUO_DATA_DIR": str(elsewhere / "var"), "SHANGZUO_BASE_URL": base}
    server = subprocess.Popen([elsewhere / "venv" / "bin" / "python", "-m", "planner.cli", "serve", "--no-worker",
                               "--port", str(port)], cwd=elsewhere, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        html = wait_for(server, f"{base}/sign-in")
        files = re.findall(r'(?:href|src)="(/static/[^"#]+)', html)
        assert len(files) >= 3
        assert [path for path in files if urllib.request.urlopen(base + path).status != 200] == []
    finally:
        server.terminate()
        server.communicate(timeout=30)


def wait_for(server, address):
    """The page at `address` as soon as it answers; fails with the server's words if it ends before."""
    for _ in range(PATIENCE):
        try:
            return urllib.request.urlopen(address).read().decode()
        except (URLError, ConnectionError):
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(server.communicate()[0])
    pytest.fail(f"no answer from {address}")
