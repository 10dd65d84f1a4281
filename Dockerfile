# PostgreSQL with golden_thread: built in one stage, and without compiler or sources in the other.
#   docker build -t golden_thread .
#   docker run -e POSTGRES_PASSWORD=secret -p 5432:5432 golden_thread
# A new database has the extension already; one that exists takes CREATE EXTENSION golden_thread.
# The project's tests do not run this file: none of the machines they run on has Docker.
ARG PG=15
FROM postgres:${PG}-bookworm AS build
ARG PG
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make postgresql-server-dev-${PG}
COPY Makefile golden_thread.control /golden_thread/
COPY sql /golden_thread/sql
COPY src /golden_thread/src
RUN make -C /golden_thread -s with_llvm=no && make -C /golden_thread -s with_llvm=no install DESTDIR=/built

FROM postgres:${PG}-bookworm
COPY --from=build /built/ /
RUN echo 'CREATE EXTENSION golden_thread;' >/docker-entrypoint-initdb.d/golden_thread.sql
