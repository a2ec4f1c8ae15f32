"""Compiled templates are kept from one start to the next, and a page never fails because they cannot be."""

import shutil
import tempfile

import jinja2
import pytest

from planner.compiled import kept_templates


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start() → (an environment as a fresh start has it, the compilations it had to do)."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "page.html").write_text("<p>{{ 6 * 7 }}</p>")

    def start_():
        compiled = []
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path), bytecode_cache=kept_templates("pages"))
        compile_ = environment.compile
        monkeypatch.setattr(environment, "compile", lambda *given: compiled.append(given[1]) or compile_(*given))
        return environment, compiled
    return start_


def test_a_second_start_compiles_nothing_and_a_changed_file_anew(start, tmp_path):
    found = []
    for text in ("<p>{{ 6 * 7 }}</p>", "<p>{{ 6 * 7 }}</p>", "<b>{{ 6 * 7 }}</b>"):
        (tmp_path / "page.html").write_text(text)
        environment, compiled = start()
        found.append((environment.get_template("page.html").render(), compiled))

    assert found == [("<p>42</p>", ["page.html"]), ("<p>42</p>", []), ("<b>42</b>", ["page.html"])]


def test_other_options_have_templates_of_their_own(start):
    start()[0].get_template("page.html")
    papers, compiled = start()
    papers.bytecode_cache = kept_templates("papers")
    papers.get_template("page.html")

    assert compiled == ["page.html"]


def test_a_folder_that_vanished_fails_no_page(start, tmp_path):
    environment, _ = start()
    shutil.rmtree(next(tmp_path.glob("_jinja2-cache-*")))

    assert environment.get_template("page.html").render() == "<p>42</p>"


def test_a_folder_of_somebody_else_is_left_alone(start, tmp_path):
    start()
    folder = next(tmp_path.glob("_jinja2-cache-*"))
    folder.rmdir()
    folder.write_text("no folder")

    assert kept_templates("pages") is None
