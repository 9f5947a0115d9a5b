#!/usr/bin/env python3
"""Writes src/Nad.Files/CanonicalPairs.cs: canonical decompositions of the Unicode Character Database, as Python's unicodedata knows them.

    python3 eng/unicode-pairs.py > src/Nad.Files/CanonicalPairs.cs
"""
import sys
import unicodedata

words = []
for code in range(0x10000):
    if 0xF900 <= code < 0xFB00:  # compatibility ideographs: no keyboard writes them, no file system makes them
        continue
    parts = unicodedata.decomposition(chr(code)).split()
    if not parts or parts[0].startswith("<"):
        continue
    words.append(f"{code:04X}" + "".join(parts) + "0000" * (2 - len(parts)))

lines = []
for word in words:
    if not lines or len(lines[-1]) + 1 + len(word) > 130:
        lines.append(word)
    else:
        lines[-1] += " " + word
ucd = unicodedata.unidata_version
sys.stdout.write(f'''namespace Nad.Data;

/// <summary>
/// Canonical decompositions of Unicode {ucd}: a composed character, the two that it is made of (0000: none), four hexadecimal digits each.
/// </summary>
/// <remarks>Made by <c>eng/unicode-pairs.py</c>.</remarks>
internal static class CanonicalPairs
{{
    internal const string Text = """
''')
sys.stdout.write("".join(f"        {line}\n" for line in lines))
sys.stdout.write('''        """;
}
''')
