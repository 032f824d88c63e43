"""The chart library comes from our own address and is kept by the browser."""

from __future__ import annotations

from detente.web.vega import bundle_path, bundle_version


def test_the_bundle_is_built_once_and_named_by_its_version(tmp_path):
    path = bundle_path(tmp_path)
    assert path.name == f"vega-{bundle_version()}.js"
    assert "window.vegaEmbed" in path.read_text()
    path.write_text("kept")
    bundle_path.cache_clear()
    assert bundle_path(tmp_path).read_text() == "kept"


def test_the_address_with_its_version_may_be_kept_for_a_year(client, db, settings, tmp_path):
    settings.HOME = tmp_path
    response = client.get(f"/vega.js?v={bundle_version()}")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in response.headers["Cache-Control"]
    assert len(b"".join(response.streaming_content)) > 500_000
    again = client.get("/vega.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in again.headers["Cache-Control"]
