from collab_reports.parts import Status
from collab_reports.statuses import READINGS


def test_every_status_has_words_and_a_sign_of_its_own():
    assert set(READINGS) == set(Status)
    assert len({reading.words for reading in READINGS.values()}) == len(Status)
    assert len({reading.sign for reading in READINGS.values()}) == len(Status)
    assert len({reading.sentence for reading in READINGS.values()}) == len(Status)


def test_only_what_is_simply_reported_has_no_sign():
    assert [status for status in Status if not READINGS[status].sign] == [Status.REPORTED]
