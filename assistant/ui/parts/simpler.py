"""A paper's sentence in simpler words, beside the paper's own: a computer's words are never shown alone."""

from __future__ import annotations

import streamlit as st

from assistant.actions import chatting
from assistant.model.case import Dossier
from assistant.model.history import Entry
from assistant.ui import frame
from assistant.ui.parts import facts
from assistant.ui.parts.markup import put, tag
from assistant.ui.words import language, plain, t

KEPT = "simpler"


def offered(dossier: Dossier) -> bool:
    """Whether a model may be asked for this case now."""
    return chatting.may_be_plainer(frame.desk(), dossier.case)


def simpler(dossier: Dossier, entry: Entry) -> None:
    """A button that asks for simpler words; after it the paper's words and these."""
    kept: dict[str, tuple[str, str, str]] = st.session_state.get(KEPT, {})
    if entry.id in kept:
        paper, words, spoken = kept[entry.id]
        said = [tag("p", t("check.simpler_paper")), tag("blockquote", t("sources.quote", words=paper), lang=spoken)]
        if words:
            said += [tag("p", t("check.simpler_words")), tag("blockquote", words, lang=spoken)]
        else:
            said.append(tag("p", t("check.simpler_none")))
        put(tag("div", *said, class_="so-source", role="status"))
    elif chatting.may_be_simpler(dossier, entry):
        label = t("check.simpler", name=plain(facts.name_of(entry)))
        if st.button(label, key=f"simpler_{entry.id}", type="tertiary"):
            with st.spinner(t("questions.plainer_wait")):
                got = chatting.simpler_of(frame.desk(), frame.actor(), dossier.case.id, entry.id, language())
            if got is not None:
                st.session_state[KEPT] = {**kept, entry.id: (got.paper, got.words, got.language)}
            st.rerun()


__all__ = ["offered", "simpler"]
