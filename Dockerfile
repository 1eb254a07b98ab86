# JupyterLab with the Trame Manager tile and the sample app, run by a plain user.
#
#     docker build --tag trame-manager .
#     docker run --rm --publish 127.0.0.1:8888:8888 trame-manager
#
# Then open the URL that it prints.

FROM node:24-bookworm-slim AS wheel
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY launcher-entries/requirements-build.txt launcher-entries/
RUN python3 -m venv /python && /python/bin/pip install --no-cache-dir --requirement launcher-entries/requirements-build.txt
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: see scripts/setup-node-packages.mjs.
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN node scripts/wheel.mjs --python /python/bin/python

FROM python:3.12-slim-bookworm
# EGL with Mesa lets VTK render without a display. tini ends the processes that apps leave behind.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libegl1 libgl1 libgl1-mesa-dri libxrender1 tini \
  && rm -rf /var/lib/apt/lists/*
COPY launcher-entries/requirements-jupyter.txt launcher-entries/requirements-sample-app.txt /tmp/
COPY --from=wheel /source/dist/*.whl /tmp/
RUN pip install --no-cache-dir --requirement /tmp/requirements-jupyter.txt --requirement /tmp/requirements-sample-app.txt /tmp/*.whl \
  && python -m trame_manager.install_sample_app --directory /usr/local/share/jupyter/trame \
  && rm /tmp/*.whl /tmp/requirements-*.txt \
  && useradd --create-home --uid 1000 --shell /bin/bash user
USER user
WORKDIR /home/user
EXPOSE 8888
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8888/api', timeout=4)"]
ENTRYPOINT ["tini", "--"]
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]
