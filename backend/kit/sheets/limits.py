"""How much of a file is read, and what to do with more. A quarter of the largest member is a hundredth of these."""

MOST_BYTES = 20_000_000
MOST_PARTS = 200  # files inside the file
MOST_UNPACKED = 200_000_000  # bytes, all parts together
MOST_RATIO = 200  # unpacked bytes for each byte that came; deflate reaches 1,032, spreadsheets 5 to 100
ALWAYS_UNPACKED = (
    10_000_000  # bytes a file may unpack to whatever its ratio: small files of one repeated row are honest
)
MOST_TABS = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 400
MOST_CELLS = 1_000_000
MOST_MERGED = 20_000
MOST_STYLES = 65_536  # Excel's own limit
MOST_PROPERTIES = 200
LONGEST_TEXT = 32_767  # characters in a cell, Excel's own limit
LONGEST_STORED = LONGEST_TEXT * 7  # seven characters may stand for one, see `texts.unescaped`
DEEPEST = 64  # elements inside one another
MOST_PROBLEMS = 50

CHEAPER = "Copy the rows that are asked for to a new workbook, paste them as values, and send that."
