"""Writes the table of ICD-10-CM anew from the package that reads it: `python -m web.coding.write`.

Source: the tabular list of ICD-10-CM by CDC/NCHS, US public domain, as PyPI simple-icd-10-cm (MIT) carries it. The
package itself takes some two seconds and 190 MB to read it, so that it is asked when there is an edition, not each
time that a server starts.
"""

from __future__ import annotations

import lzma

from web.coding.icd import TABLE


def write() -> None:
    """One line for each category and code: the code, a tab, its description."""
    import simple_icd_10_cm as icd

    kept = (code for code in icd.get_all_codes(with_dots=True) if not icd.is_chapter_or_block(code))
    lines = "".join(f"{code}\t{' '.join(icd.get_description(code).split())}\n" for code in kept)
    TABLE.write_bytes(lzma.compress(lines.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    write()
