"""A town's folder: one server a town, never another's files, begun anew where it was cut off."""

from pathlib import Path

import pytest

from fuda.world.data_folder import (
    DataFolderError,
    data_folder,
    past_begins,
    past_is_unfinished,
    past_is_whole,
)


def test_two_servers_cannot_have_one_town(tmp_path: Path) -> None:
    """The second is told, and the first goes on."""
    with data_folder(tmp_path / "town", fresh=False):
        with (
            pytest.raises(DataFolderError, match=r"running in .* already"),
            data_folder(tmp_path / "town", fresh=True),
        ):
            pytest.fail("two towns in one folder")

        assert (tmp_path / "town").is_dir()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    """Not even --fresh removes what is not a town's."""
    (tmp_path / "thesis.txt").write_text("ten years of work")

    with (
        pytest.raises(DataFolderError, match=r"thesis\.txt"),
        data_folder(tmp_path, fresh=True),
    ):
        pytest.fail("a stranger's folder was taken")

    assert (tmp_path / "thesis.txt").read_text() == "ten years of work"


def test_fresh_begins_anew(tmp_path: Path) -> None:
    """Files and folders of the old town are gone."""
    with data_folder(tmp_path, fresh=False) as folder:
        (folder / "dial.json").touch()
        (folder / "m-131032").mkdir()
        (folder / "m-131032" / "store.db").touch()

    with data_folder(tmp_path, fresh=True) as folder:
        assert not (folder / "dial.json").exists()
        assert not (folder / "m-131032").exists()


def test_a_past_that_was_cut_off_is_lived_through_again(tmp_path: Path) -> None:
    """Nothing of a user is in it yet, so nothing is lost; a whole past is kept."""
    with data_folder(tmp_path, fresh=False) as folder:
        past_begins(folder)
        (folder / "dial.json").touch()

    with data_folder(tmp_path, fresh=False) as folder:
        assert not past_is_unfinished(folder)
        assert not (folder / "dial.json").exists()
        past_begins(folder)
        (folder / "dial.json").touch()
        past_is_whole(folder)

    with data_folder(tmp_path, fresh=False) as folder:
        assert (folder / "dial.json").exists()


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    """A file stands where the folder should."""
    (tmp_path / "file").touch()

    with (
        pytest.raises(DataFolderError, match=r"cannot write in .*--data"),
        data_folder(tmp_path / "file" / "town", fresh=False),
    ):
        pytest.fail("a town in a file")


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    """Keys lie in it."""
    with data_folder(tmp_path / "town", fresh=False) as folder:
        assert folder.stat().st_mode & 0o077 == 0
