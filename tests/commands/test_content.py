"""`second-opinion knowledge`: every fault at once, who reviewed what, and a clinician's signature."""

from pathlib import Path

from assistant.cli import main


def run(folder: Path, *words: str) -> int:
    return main(["knowledge", *words, "--folder", str(folder)])


def test_check_tells_every_fault_of_every_file_of_a_hospital_and_fails(tmp_path, capsys):
    (tmp_path / "pathways").mkdir()
    (tmp_path / "pathways" / "one.yml").write_text("id: one\ncolour: red\n", encoding="utf-8")
    (tmp_path / "pathways" / "two.yml").write_text("id: [", encoding="utf-8")
    (tmp_path / "signatures.yml").write_text("- nobody\n", encoding="utf-8")
    assert run(tmp_path, "check") == 1
    told = capsys.readouterr().out
    for part in ("one.yml: one.colour", "one.yml: one.title", "two.yml: file", "signatures.yml: 1"):
        assert part in told


def test_ours_have_no_fault_and_nothing_is_reviewed_until_it_is_signed(tmp_path, capsys):
    assert run(tmp_path / "none", "check") == 0
    assert run(tmp_path, "sign", "hernia", "items/mammogram", "--name", "Ana Ruiz", "--credentials", "MD") == 0
    capsys.readouterr()
    assert run(tmp_path, "status") == 0
    shown = capsys.readouterr()
    lines = {line.split()[0]: line for line in shown.out.splitlines()}
    assert "reviewed by Ana Ruiz, MD" in lines["hernia"] and "reviewed by Ana Ruiz" in lines["items/mammogram"]
    assert lines["lupus"].endswith("not yet reviewed")
    assert "1 of 74 reviewed" in shown.err


def test_a_signature_says_who_by_what_right_and_on_what(tmp_path, capsys):
    assert run(tmp_path, "sign", "hernia", "--name", "Ana Ruiz") == 2
    assert run(tmp_path, "sign", "hernia", "--name", "A", "--credentials", "MD", "--date", "soon") == 2
    assert run(tmp_path, "sign", "no-such-thing", "--name", "A", "--credentials", "MD") == 1
    assert "there is no 'no-such-thing'" in capsys.readouterr().err
    assert not (tmp_path / "signatures.yml").exists()
