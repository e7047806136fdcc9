"""What every shape of the knowledge is made of: models that refuse unknown keys, and sentences in both languages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Unknown keys are errors: an author's slip must be loud."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same sentence for both languages."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)

    def of(self, language: str) -> str:
        return self.es if language.startswith("es") else self.en


class Names(Strict):
    """Words and phrases of both languages; neither is needed."""

    en: tuple[str, ...] = ()
    es: tuple[str, ...] = ()
