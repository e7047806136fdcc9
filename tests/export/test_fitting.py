"""The first page keeps to its words; what must be seen stays."""

from __future__ import annotations

from assistant.model.summary import Block, Clause, Mark, Source
from assistant.view.fitting import fit


def test_a_crowded_page_is_cut_to_its_words_and_says_how_much_is_left_out() -> None:
    long = " ".join(["word"] * 30)
    blocks = [Block("timeline", "", tuple(Clause(long, Source.RECORD, label=str(n)) for n in range(8)))]
    (shown,) = fit(blocks, (), 100, room=230)
    assert len(shown.clauses) == 4 and shown.more == 4


def test_alerts_disagreements_and_what_is_required_are_never_cut() -> None:
    long = " ".join(["word"] * 40)
    clauses = (
        Clause(long, Source.CALCULATED, target="a"),
        Clause(long, Source.CALCULATED, target="must"),
        Clause(long, Source.RECORD, marks=(Mark.DIFFER,)),
        Clause(long, Source.CALCULATED, alert=True),
        Clause(long, Source.CALCULATED, target="may"),
    )
    (shown,) = fit([Block("gaps", "", clauses)], {"must"}, 0, room=10)
    assert [clause.target for clause in shown.clauses] == ["a", "must", "", ""]
