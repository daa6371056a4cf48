"""Parameters travel in the wheel: a place without the checkout has them too."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]

ASKS = """
import sys
from datetime import date
import fuda.parameters
assert fuda.parameters.__file__.startswith(sys.argv[1]), fuda.parameters.__file__
parameters = fuda.parameters.load()
fee = parameters.value("kiosk.juminhyo.fee", city="kamakura", on=date(2026, 11, 20))
print(fee.value, fee.because.guidebook, fee.because.page, len(parameters.cities()))
"""


def test_an_installed_wheel_brings_its_parameters(tmp_path: Path) -> None:
    """Build the wheel, install it into a folder of its own, ask there: 300 yen, KAM p11."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    wheels = tmp_path / "wheels"
    target = tmp_path / "target"
    offline = ("--no-deps", "--no-index")
    subprocess.run(
        [*pip, "wheel", *offline, "--no-build-isolation", "-w", wheels, CHECKOUT], check=True
    )
    (wheel,) = wheels.glob("fuda-*.whl")
    subprocess.run([*pip, "install", *offline, "--target", target, wheel], check=True)

    said = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, sys.argv[1])\n{ASKS}", target],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["300", "KAM", "p11", "5"]
