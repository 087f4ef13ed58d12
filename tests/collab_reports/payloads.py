"""Texts that would do something if a printer took them for more than text."""

PAYLOADS = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.2.0"',
    '#eval("1+1")',
    "{{7*7}}",
    "{% include '/etc/passwd' %}",
    "<script>alert(1)</script>",
    "<img src=http://169.254.169.254/>",
    '"><svg onload=alert(1)>',
    "$x^2$",
    "*bold* _slanted_ `raw`",
    "@ref <label> = Heading",
    "// no comment /* here */",
    "\\u{1F600} \\ \\n",
    "]]> <!-- --> &amp;",
    "http://example.org/a?b=c&d=e",
    "- not a list\n= not a heading",
)
RIGHT_TO_LEFT_OVERRIDE = "abc\u202edef"
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 12
