"""What was read, as the result shows it."""

from __future__ import annotations

from detente.analytics.audit.picture import Join, Picture, PicturedFile, PicturedStage, Question
from detente.analytics.audit.result.document import File, Joined, Meaning, Sources
from detente.analytics.language import say


def sources_of(picture: Picture | None) -> Sources:
    """Files, joins, columns not understood, stages, and what was left open."""
    if picture is None:
        return Sources()
    return Sources(
        files=tuple(map(_file, picture.files)),
        joins=tuple(map(_join, picture.joins)),
        unknown=tuple(
            dict.fromkeys(
                (file.object, column.header)
                for file in picture.files
                if file.object
                for column in file.not_understood
            )
        ),
        stages=tuple(map(_stage, picture.stages)),
        questions=tuple(map(_question, picture.questions)),
        passed_over=picture.passed_over,
    )


def _file(file: PicturedFile) -> File:
    return File(
        file.name, file.system, file.taken_for, file.object, file.rows, file.unread, len(file.understood),
        len(file.columns),
    )  # fmt: skip


def _join(join: Join) -> Joined:
    return Joined(f"{join.table}.{join.column}", f"{join.to}.{join.to_column}", join.matched, join.values)


def _stage(stage: PicturedStage) -> Meaning:
    return Meaning(stage.object, stage.stage, stage.milestone, stage.exit, stage.is_confirmed, stage.rows)


def _question(question: Question) -> str:
    if question.taken:
        return say(
            "%(question)s Taken meanwhile: %(taken)s.", question=question.sentence, taken=question.taken
        )
    return question.sentence
