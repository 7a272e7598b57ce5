# syntax=docker/dockerfile:1
# The static binary alone, for `docker run --rm -v "$PWD:/work" ghcr.io/lockgate/lockgate check`.
# Compiled here; the release, which has the binaries already, builds with --build-arg BINARY=prebuilt.
ARG BINARY=compiled

FROM rust:1.95-alpine AS compiled
RUN apk add --no-cache make musl-dev
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/source/target \
    cargo build --release --locked --package lockgate && \
    install -Ds -m 0755 target/release/lockgate /out/lockgate

FROM scratch AS prebuilt
ARG TARGETARCH
COPY dist/linux-${TARGETARCH}/lockgate /out/lockgate

FROM ${BINARY} AS binary

FROM scratch
LABEL org.opencontainers.image.source="https://github.com/lockgate/lockgate" \
      org.opencontainers.image.description="Lints SQL migrations before they run" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=binary /out/lockgate /lockgate
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/lockgate"]
