"""Unit tests of gitops_runtime (for the library's own suite)."""
from __future__ import annotations
import json, logging, os, signal, socket, subprocess, sys, time
from pathlib import Path
import pytest
from flask import abort
from prometheus_client.parser import text_string_to_metric_families
from gitops_runtime import Settings, SettingsError, create_app
from gitops_runtime.logs import JsonFormatter, configure_logging

SRC = Path(os.environ["APP_SRC"])

def make(**kw): return create_app("x", Settings(name="x", **kw))
def samples(client): return {(s.name, tuple(sorted(s.labels.items()))): s.value for f in text_string_to_metric_families(client.get("/metrics").text) for s in f.samples}
def key(m, r, s): return ("http_requests_total", (("method", m), ("route", r), ("status", s)))

def test_500_no_detail_counted(capsys):
    app = make()
    @app.get("/fail/<x>")
    def fail(x): raise RuntimeError("secret detail")
    c = app.test_client(); r = c.get("/fail/1")
    assert (r.status_code, r.get_json()) == (500, {"error": "Internal Server Error"})
    assert samples(c)[key("GET", "/fail/<x>", "500")] == 1
    lines = [json.loads(l) for l in capsys.readouterr().out.splitlines()]
    assert any("secret detail" in l.get("exception", "") for l in lines)

def test_after_request_failure_is_counted_once():
    app = make()
    @app.after_request
    def bad(_): raise RuntimeError("x")
    c = app.test_client()
    assert c.get("/nope").status_code == 500
    app.after_request_funcs.clear()
    assert samples(c)[key("GET", "unmatched", "500")] == 1

def test_testing_propagates_and_counts():
    app = make(); app.testing = True
    @app.get("/fail")
    def fail(): raise RuntimeError("x")
    c = app.test_client()
    with pytest.raises(RuntimeError): c.get("/fail")
    assert samples(c)[key("GET", "/fail", "500")] == 1
    assert samples(c)["http_requests_in_progress", ()] == 0

def test_abort_detail_redirect_405():
    app = make()
    @app.get("/bad")
    def bad(): abort(400, "name is missing")
    @app.get("/slash/")
    def slash(): return "x"
    @app.get("/e5")
    def e5(): abort(503, "secret")
    c = app.test_client()
    assert c.get("/bad").get_json() == {"error": "Bad Request", "detail": "name is missing"}
    assert c.get("/e5").get_json() == {"error": "Service Unavailable"}
    assert c.get("/slash").status_code == 308
    r = c.post("/bad"); assert r.status_code == 405 and "GET" in r.headers["Allow"]
    assert c.get("/none").get_json() == {"error": "Not Found"}

def test_ready():
    app = make(); c = app.test_client(); state = {"db": True}
    @app.readiness_check("db")
    def db(): 
        if state["db"] is None: raise OSError("password=1")
        return state["db"]
    assert c.get("/ready").get_json() == {"status": "ready"}
    for v in (False, None):
        state["db"] = v; r = c.get("/ready")
        assert (r.status_code, r.get_json()) == (503, {"status": "not ready", "failed": ["db"]})
    state["db"] = True; app.ready = False
    assert c.get("/ready").status_code == 503 and c.get("/health").status_code == 200

def test_two_apps():
    a, b = make().test_client(), make().test_client()
    a.get("/n")
    assert key("GET", "unmatched", "404") in samples(a) and key("GET", "unmatched", "404") not in samples(b)

def test_settings():
    s = Settings.from_env("n", {"PORT": "81", "LOG_LEVEL": "debug", "APP_ENV": "", "APP_NAME": "z"})
    assert (s.name, s.port, s.log_level, s.environment, s.host) == ("z", 81, "DEBUG", "local", "127.0.0.1")
    assert Settings.from_env("n", {}) == Settings("n")
    with pytest.raises(SettingsError) as e: Settings.from_env("n", {"PORT": "0", "LOG_LEVEL": "x", "APP_VERSION": "a b"})
    assert all(k in str(e.value) for k in ("PORT", "LOG_LEVEL", "APP_VERSION")) and "\n" not in str(e.value)

def test_json(capsys):
    configure_logging("INFO"); configure_logging("INFO")
    loop = {}; loop["x"] = loop
    logging.getLogger("q").info("a\nb %s", 1, extra={"bad": loop, "level": "no", "nan": float("nan"), "k": {(1, 2): 3}})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    d = json.loads(out, parse_constant=pytest.fail)
    assert d["message"] == "a\nb 1" and d["level"] == "INFO"
    logging.getLogger("q").debug("n"); assert not capsys.readouterr().out

def free():
    with socket.socket() as s: s.bind(("127.0.0.1", 0)); return s.getsockname()[1]

def run(cmd, cwd, **env): return subprocess.Popen(cmd, cwd=cwd, env=os.environ | env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_python_server(tmp_path, sig):
    port = free()
    p = run([sys.executable, str(SRC / "server.py")], tmp_path, PORT=str(port))
    assert p.stdout.readline() == f"Serving example-app on http://127.0.0.1:{port} (press Ctrl+C to stop)\n"
    q = run([sys.executable, str(SRC / "server.py")], tmp_path, PORT=str(port)); out, err = q.communicate(timeout=20)
    assert q.returncode == 1 and not out and err.count("\n") == 1 and f"PORT={port+1}" in err
    p.send_signal(sig); out, err = p.communicate(timeout=20)
    assert (p.returncode, err) == (0, "")

@pytest.mark.parametrize("cmd", [["server.py"], ["-m", "gunicorn", "--config", "python:gitops_runtime.gunicorn_conf", "server:app"]])
def test_invalid(cmd):
    p = run([sys.executable, *cmd], SRC, LOG_LEVEL="LOUD"); out, err = p.communicate(timeout=20)
    assert p.returncode == 1 and not out and err.count("\n") == 1 and "LOG_LEVEL" in err

def test_multiprocess(tmp_path):
    import requests
    from concurrent.futures import ThreadPoolExecutor
    port = free(); (tmp_path / "m").mkdir(); (tmp_path / "m/old.db").write_bytes(b"junk"); (tmp_path / "m/keep").touch()
    p = run([sys.executable, "-m", "gunicorn", "--config", "python:gitops_runtime.gunicorn_conf", "server:app"], SRC,
            PORT=str(port), WEB_CONCURRENCY="2", PROMETHEUS_MULTIPROC_DIR=str(tmp_path / "m"), LOG_LEVEL="DEBUG")
    try:
        for _ in range(100):
            try: requests.get(f"http://127.0.0.1:{port}/health"); break
            except requests.ConnectionError: time.sleep(.1)
        time.sleep(.5)
        with ThreadPoolExecutor(16) as t: list(t.map(lambda _: requests.get(f"http://127.0.0.1:{port}/zz", timeout=30), range(300)))
        for _ in range(4):
            text = requests.get(f"http://127.0.0.1:{port}/metrics").text
            v = [s.value for f in text_string_to_metric_families(text) for s in f.samples if s.name == "http_requests_total"]
            assert v == [300], v
            assert 'app_info{app="example-app"' in text and "\nhttp_requests_in_progress 0" in text
    finally:
        p.send_signal(signal.SIGTERM); out, err = p.communicate(timeout=40)
    assert p.returncode == 0, err
    assert not err, err
    lines = [json.loads(l) for l in out.splitlines()]
    assert sum(l["message"] == "request" for l in lines) == 300
    assert (tmp_path / "m/keep").exists() and not (tmp_path / "m/old.db").exists()
