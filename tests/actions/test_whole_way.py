"""The whole way through the actions, with the sample patient: papers to package, package to answer."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from assistant.actions import budget, cases, chatting, copies, demo, handing, opinion, papers, pictures, review
from assistant.actions.permit import Deed
from assistant.errors import BadInput, NotFound, NotReady
from assistant.model.case import Answer, PaperState, Response, Stage
from assistant.model.people import Role
from tests.support import make_desk

YES = dict.fromkeys(review.CHECKS, "yes")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A desk with the sample, its papers read; the tests of this module use it in their order."""
    desk = make_desk(tmp_path_factory.mktemp("world"))
    case = demo.make(desk)
    people = {role: desk.store.account_named(name).actor for role, (name, _) in demo.NAMES.items()}
    return desk, people, case.id


@pytest.fixture
def desk(world):
    from assistant.actions.desk import set_current

    set_current(world[0])
    return world[0]


@pytest.fixture
def elena(world):
    return world[1][Role.PATIENT]


@pytest.fixture
def dana(world):
    return world[1][Role.LIAISON]


@pytest.fixture
def rao(world):
    return world[1][Role.PROVIDER]


@pytest.fixture
def case_id(world):
    return world[2]


def test_every_paper_of_the_sample_is_read(desk, elena, case_id):
    states = {upload.name: upload.state for upload in papers.progress(desk, elena, case_id)}
    assert states and set(states.values()) <= {PaperState.READ, PaperState.PARTIAL}


def test_every_fact_opens_the_words_it_came_from(desk, elena, case_id):
    dossier = cases.dossier(desk, elena, case_id)
    assert len(dossier.history.entries) > 20
    for entry in dossier.history.entries:
        for evidence in entry.evidence:
            assert dossier.paper(evidence.span.document).document.holds(evidence.span)


def test_a_strangers_paper_is_kept_out_and_said(desk, elena, case_id):
    dossier = cases.dossier(desk, elena, case_id)
    assert [gap.state.value for gap in dossier.gaps].count("wrong_patient") == 1
    strangers = {paper.id for paper in dossier.papers if not paper.counts}
    assert strangers and strangers == set(dossier.history.kept_out)
    assert not any(e.span.document in strangers for entry in dossier.history.entries for e in entry.evidence)


def test_a_page_is_shown_with_its_words_marked(desk, elena, case_id):
    dossier = cases.dossier(desk, elena, case_id)
    span = next(
        e.span
        for x in dossier.history.entries
        for e in x.evidence
        if pictures.has_picture(dossier.paper(e.span.document).document)
    )
    plain = pictures.page(desk, elena, case_id, span.document, span.page, 0, 0)
    marked = pictures.page(desk, elena, case_id, span.document, span.page, span.start, span.end)
    assert plain.startswith(b"\x89PNG") and marked.startswith(b"\x89PNG") and plain != marked


def test_a_slice_is_shown(desk, elena, case_id):
    dossier = cases.dossier(desk, elena, case_id)
    study = next(paper.document for paper in dossier.papers if paper.document.imaging)
    series = study.imaging.series[0]
    picture = pictures.slice_picture(desk, elena, case_id, study.id, series.uid, 1)
    assert picture.startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        pictures.slice_picture(desk, elena, case_id, study.id, "9.9", 0)


def test_the_patient_takes_copies_away(desk, elena, case_id):
    assert copies.patient_pdf(desk, elena, case_id, "es").startswith(b"%PDF")
    for deidentified in (False, True):
        stream, size = copies.scans_zip(desk, elena, case_id, deidentified=deidentified)
        with stream:
            data = stream.read()
        assert len(data) == size
        assert (b"HALVORSEN" in data.upper()) is not deidentified


def test_a_verdict_stays_with_its_entry_after_new_papers(desk, elena, case_id):
    from tests.support import add_files

    entry = cases.dossier(desk, elena, case_id).history.entries[0]
    cases.decide(desk, elena, case_id, entry.id, "confirmed")
    add_files(
        desk,
        elena,
        case_id,
        {"more.txt": b"Patient: Elena Ruiz Halvorsen\nDOB: 02/11/1968\nProgress note\nAssessment: Stable.\n"},
    )
    again = {e.id: e for e in cases.dossier(desk, elena, case_id).history.entries}
    assert again[entry.id].verdict == "confirmed"


def test_the_chat_says_what_is_missing_and_keeps_the_conversation(desk, elena, case_id):
    turn = chatting.ask(desk, elena, case_id, "What am I missing?", "en")
    assert turn.kind == "answer" and turn.citations
    assert [line.by for line in chatting.thread(desk, elena, case_id)] == [elena.id, "assistant"]


def test_an_emergency_in_the_chat_reaches_the_coordinator_in_the_persons_words(desk, elena, dana, case_id):
    words = "I have crushing chest pain right now and cannot breathe"
    assert chatting.ask(desk, elena, case_id, words, "en").kind == "emergency"
    assert cases.load(desk, dana, case_id).messages[-1].text == words
    assert review.queue(desk, dana)[0].waiting == "us"


def test_nothing_is_sent_without_consent(desk, elena, case_id):
    with pytest.raises(NotReady) as refusal:
        handing.send(desk, elena, case_id)
    assert refusal.value.reason == "consent-first"


def test_the_patient_sees_what_goes_and_sends_once(desk, elena, case_id):
    contents = handing.contents(desk, elena, case_id)
    assert contents.goes and contents.stays
    cases.consent(desk, elena, case_id, "send", True, "1", "en")
    first = handing.send(desk, elena, case_id)
    assert first.stage is Stage.REVIEWING
    assert handing.send(desk, elena, case_id).version == first.version


def test_the_liaison_finds_it_in_the_queue_waiting_on_us(desk, dana, case_id):
    [row] = review.queue(desk, dana)
    assert row.id == case_id and row.waiting == "us" and row.next == "reply", "the emergency comes first"


def test_the_provider_sees_nothing_before_it_is_sent(desk, rao, case_id):
    assert opinion.inbox(desk, rao) == []
    with pytest.raises(NotFound):
        cases.load(desk, rao, case_id)


def test_a_sign_off_with_open_checks_or_no_provider_is_refused(desk, dana, rao, case_id):
    with pytest.raises(NotReady):
        review.sign_off(desk, dana, case_id, {**YES, "consent": ""}, rao.id)
    with pytest.raises(BadInput):
        review.sign_off(desk, dana, case_id, YES, dana.id)


def test_the_sign_off_hands_over_one_whole_package(desk, dana, rao, case_id, tmp_path):
    case = review.sign_off(desk, dana, case_id, YES, rao.id)
    assert case.stage is Stage.SENT and len(case.packages) == 1
    with pytest.raises(NotReady):
        review.sign_off(desk, dana, case_id, YES, rao.id)
    stream, size = handing.package_zip(desk, rao, case_id)
    with stream:
        data = stream.read()
    assert len(data) == size
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {
            name.split("/", 1)[-1] if name.count("/") and "summary" in name else name for name in package.namelist()
        }
        assert any(name.endswith("summary.pdf") for name in names) and any(name.endswith("ips.json") for name in names)
        package.extractall(tmp_path)
    from assistant.export.package import check

    where = next(tmp_path.rglob("manifest.json")).parent
    assert check(where) == []
    assert json.loads((where / "summary.json").read_text())["gaps"]


def test_the_provider_reads_asks_for_more_and_the_case_goes_back(desk, elena, rao, dana, case_id):
    [row] = opinion.inbox(desk, rao)
    assert row.id == case_id and handing.summary(desk, rao, case_id).blocks
    assert handing.summary_pdf(desk, rao, case_id).startswith(b"%PDF")
    case = opinion.ask_for_more(desk, rao, case_id, "Please add the MRI report of 2024.", must=True)
    assert case.stage is Stage.GATHERING
    assert any("MRI report of 2024" in gap.label + gap.why for gap in cases.dossier(desk, elena, case_id).gaps)
    handing.send(desk, elena, case_id)
    assert review.sign_off(desk, dana, case_id, YES, rao.id).requests[0].answered


def test_the_answer_is_the_providers_alone_until_signed_and_then_nobody_can_change_it(desk, elena, rao, case_id):
    question = cases.dossier(desk, rao, case_id).questions[0]
    response = Response(
        "",
        "",
        "",
        (Answer(question.id, "Yes, it can be discussed.", "Yes.", "answered"),),
        short="I agree with the plan.",
    )
    opinion.draft(desk, rao, case_id, response)
    for seen in (cases.load(desk, elena, case_id), cases.dossier(desk, elena, case_id).case):
        assert seen.response is None and seen.stage is Stage.SENT
    with pytest.raises(NotFound):
        copies.answer_pdf(desk, elena, case_id, "es")
    case = opinion.sign(desk, rao, case_id)
    assert copies.answer_pdf(desk, elena, case_id, "es").startswith(b"%PDF")
    assert copies.answer_pdf(desk, elena, case_id, "es", letter=True).startswith(b"%PDF")
    assert case.stage is Stage.ANSWERED and case.response.signed and case.response.package == case.packages[-1].id
    with pytest.raises(NotReady):
        opinion.draft(desk, rao, case_id, replace(response, short="other"))


def test_every_deed_is_in_an_unbroken_trail_without_a_word_of_the_record(desk, elena, case_id):
    events = desk.store.trail(case_id)
    assert {"start", "tell", "add", "consent", "send", "sent", "sign", "chat"} <= {event.deed for event in events}
    assert desk.store.verify_trail() is None
    assert not any("Elena" in str(event) or "breast" in str(event) for event in events)
    assert cases.trail(desk, elena, case_id)


def test_a_withdrawn_case_is_closed_to_all_others_and_deleted_without_a_trace_of_its_papers(desk, elena, tmp_path):
    case = demo.sample_case(desk, elena)
    cases.withdraw(desk, elena, case.id)
    shared = {u.sha256 for other in desk.store.cases() if other.id != case.id for u in other.uploads}
    cases.delete(desk, elena, case.id)
    with pytest.raises(NotFound):
        cases.load(desk, elena, case.id)
    assert all(
        desk.blobs.has(sha)
        for sha in shared
        if not next(u for c in desk.store.cases() for u in c.uploads if u.sha256 == sha).members
    )
    assert Deed.DELETE.value in {event.deed for event in desk.store.trail(case.id)}


def test_a_new_conversation_does_not_give_a_case_a_new_budget_for_the_model(desk, elena, case_id, monkeypatch):
    from dataclasses import replace

    class Counting:
        name, asked = "local", 0

        def stream(self, *args, **more):
            self.asked += 1
            yield '{"sentences": []}'

    model = Counting()
    desk = replace(desk, model=model)
    cases.consent(desk, elena, case_id, "model", True, "1", "en")
    question = "what may the hospital charge for copies of my records"
    chatting.ask(desk, elena, case_id, question, "en")
    assert model.asked == 1
    chatting.forget(desk, elena, case_id)
    monkeypatch.setattr(budget, "BUDGET", 1)
    chatting.ask(desk, elena, case_id, question, "en")
    assert model.asked == 1
