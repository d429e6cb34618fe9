"""The fields of answers, each with what it says."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, Schema, fields


class Shape(Schema):
    class Meta:
        unknown = INCLUDE


def text(says: str, required: bool = True, **more: Any) -> fields.String:
    return fields.String(required=required, metadata={"description": says}, **more)


def count(says: str, required: bool = True, **more: Any) -> fields.Integer:
    return fields.Integer(required=required, metadata={"description": says}, strict=True, **more)


def many(of: Any, says: str) -> fields.List[Any]:
    return fields.List(of, required=True, metadata={"description": says})


def mapping(says: str, required: bool = True, **more: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(), required=required, metadata={"description": says}, **more)
