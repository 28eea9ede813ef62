/** Packages of programs that services run, by the program's name. */
export const TOOL_PACKAGES: Readonly<Record<string, string | undefined>> = {
  aerich: 'aerich',
  airflow: 'apache-airflow',
  alembic: 'alembic',
  arq: 'arq',
  celery: 'celery',
  daphne: 'daphne',
  'ddtrace-run': 'ddtrace',
  'django-admin': 'django',
  dramatiq: 'dramatiq',
  flask: 'flask',
  granian: 'granian',
  gunicorn: 'gunicorn',
  honcho: 'honcho',
  huey_consumer: 'huey',
  'huey_consumer.py': 'huey',
  hypercorn: 'hypercorn',
  kopf: 'kopf',
  'newrelic-admin': 'newrelic',
  'opentelemetry-instrument': 'opentelemetry-instrumentation',
  prefect: 'prefect',
  procrastinate: 'procrastinate',
  pytest: 'pytest',
  rq: 'rq',
  scrapy: 'scrapy',
  streamlit: 'streamlit',
  supervisord: 'supervisor',
  taskiq: 'taskiq',
  uvicorn: 'uvicorn',
  'waitress-serve': 'waitress',
  watchmedo: 'watchdog',
  yoyo: 'yoyo-migrations',
};

/** Programs that run others with the packages of a project, as in `uv run`. */
export const RUNNERS: ReadonlySet<string> = new Set(['hatch', 'pdm', 'pipenv', 'poetry', 'rye', 'uv']);

/** Programs of Python's slim image. */
export const PROGRAMS_OF_IMAGE: ReadonlySet<string> = new Set(
  (
    'awk base64 basename bash cat chmod chown cp cut dash date dd df dirname dpkg du echo env expr false find getent grep ' +
    'gzip head hostname id kill ln ls mkdir mktemp mv nice nohup perl pip pip3 printenv printf pwd python python3 readlink ' +
    'realpath rm rmdir sed seq sh sha256sum sleep sort split stat sync tail tar tee test timeout touch tr true tty uname ' +
    'uniq wait wc which xargs yes exec cd export set umask ulimit trap exit time'
  ).split(' '),
);

/** Modules of Python itself that someone may run. */
export const STANDARD_MODULES: ReadonlySet<string> = new Set(
  (
    'ast asyncio base64 calendar cProfile code compileall concurrent ctypes dis doctest email ensurepip filecmp gzip http ' +
    'imaplib importlib inspect json logging mimetypes multiprocessing os pathlib pdb pickle pickletools pip platform poplib ' +
    'profile pstats py_compile pyclbr pydoc random runpy sched site smtplib socket socketserver sqlite3 ssl symtable ' +
    'sysconfig tabnanny tarfile test threading timeit token tokenize trace turtledemo unittest urllib uuid venv webbrowser ' +
    'wsgiref xml xmlrpc zipapp zipfile zoneinfo'
  ).split(' '),
);
