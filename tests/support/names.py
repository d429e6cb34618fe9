"""Names as people bear them: the corpus that every field for a name must hold, byte for byte, and find again."""

from __future__ import annotations

NAMES = {
    "one word": "Suharto",
    "one letter": "O",
    "apostrophe": "Siobhán O'Brien",
    "typographic apostrophe": "Siobhán O’Brien",
    "hyphen": "Anne-Marie d’Arc-Lévy",
    "digits": "Hobert Medhurst46",
    "eighty characters": "Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios Picas",
    "two hundred characters": ("Wolfeschlegelsteinhausenbergerdorff " * 6)[:199] + "s",
    "Ethiopic": "አበበ ቢቂላ",
    "Arabic": "فاطمة بنت محمد",
    "Arabic with a mark of direction": "محمد\u200f (Mo)",
    "Persian with a joiner": "علی\u200cرضا",
    "Hebrew": "שָׂרָה לֵוִי",
    "Chinese": "张无忌",
    "Japanese": "やまだ たろう",
    "Korean": "홍길동",
    "Vietnamese": "Nguyễn Thị Đặng Ánh",
    "Devanagari": "प्रिया शर्मा",
    "Thai": "สมชาย ใจดี",
    "Cyrillic": "Юлия Ёжикова",
    "Greek": "Νίκος Παπαδόπουλος",
    "Turkish": "İpek Işık",
    "Polish": "Łukasz Żółć",
    "Danish": "Søren Ærø",
    "Icelandic": "Þórður Guðmundsson",
    "German": "Weiß",
    "beyond the basic plane": "𠮷田 花子",
}
