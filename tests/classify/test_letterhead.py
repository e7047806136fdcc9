"""The address on a letter is the place's own or none: never a patient's, a doctor's or a guess."""

import pytest

from assistant.classify.describe import describe
from ingest.document import Document, Origin, Page
from knowledge import load


def head(text):
    document = Document("d" * 64, "d" * 64, "x.pdf", "text/plain", (Page(1, text, Origin.TEXT),), "t/1")
    return describe(document, load()).letterhead


ADDRESSED = {
    "Harbor View Imaging Center\n2210 Pine Street, Suite 4\nPortland, ME 04101\n"
    "Phone: (207) 555-0100  Fax: (207) 555-0101\n\nMRI LEFT KNEE\nPatient: RUIZ, ANA  DOB: 02/03/1970\n": (
        "2210 Pine Street, Suite 4, Portland, ME 04101",
        "(207) 555-0100",
        "(207) 555-0101",
    ),
    "ST. ANNE REGIONAL HOSPITAL | 14 N. Oak Ave | Dayton, OH 45402 | Tel 937-555-0142\nDISCHARGE SUMMARY\n"
    "Patient: Lee, Ann\n": ("14 N. Oak Ave, Dayton, OH 45402", "937-555-0142", ""),
    "Centro Médico del Norte\nAv. Juárez 1200, Monterrey, Nuevo León\nTel. 81 8555 0100\nNOTA OPERATORIA\n"
    "Paciente: RUIZ, ANA\n": ("Av. Juárez 1200, Monterrey, Nuevo León", "", ""),
    "Lakeside Pathology Associates\nR. Patel, MD - J. Moss, MD\nP.O. Box 77\nErie, PA\nSURGICAL PATHOLOGY\n"
    "Name: Lee, Ann\n": (
        "P.O. Box 77, Erie, PA",
        "",
        "",
    ),
}


@pytest.mark.parametrize("text", ADDRESSED, ids=lambda text: text[:12])
def test_the_place_of_a_paper_is_read_with_its_phone_and_fax(text):
    found = head(text)
    assert (found.address, found.phone, found.fax) == ADDRESSED[text]


@pytest.mark.parametrize(
    "text",
    [
        "Harbor View Imaging Center\nPatient: RUIZ, ANA  DOB: 02/03/1970\n9 Elm Street, Portland, ME 04101\n",
        "Ana Ruiz\n9 Elm Street\nPortland, ME 04101\n\nDear Dr. Cole,\nHarbor View Imaging Center sent me the disc.\n",
        "Harbor View Imaging Center\nChest, PA and lateral\nPatient: RUIZ, ANA\n",
        "Harbor View Imaging Center\nRobert Cole, MD\nPatient: RUIZ, ANA\n",
        "Harbor View Imaging Center\n3 Views of the knee\nPatient: RUIZ, ANA\n",
    ],
)
def test_what_is_not_the_places_own_is_no_address(text):
    assert not head(text).address
    assert head(text).phone == ""
