"""The build backend of our-source: it needs no other package.

See https://peps.python.org/pep-0517/
"""

import zipfile

WHEEL = "our_source-1.0-py3-none-any.whl"
INFO = "our_source-1.0.dist-info"


def build_wheel(folder: str, _settings: object = None, _metadata: object = None) -> str:
    """Build the wheel into a folder."""
    with zipfile.ZipFile(f"{folder}/{WHEEL}", "w") as wheel:
        wheel.writestr("our_source.py", 'ORIGIN = "built"\n')
        wheel.writestr(f"{INFO}/METADATA", "Metadata-Version: 2.1\nName: our-source\nVersion: 1.0\n")
        wheel.writestr(f"{INFO}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{INFO}/RECORD", "")
    return WHEEL
