#!/bin/bash
# Plugin of devstack: runs the executor of a checkout next to Mistral's own services, in place of mistral-executor.
#
#   enable_plugin mistral https://opendev.org/openstack/mistral
#   enable_plugin mistral-actions /path/or/url/of/this/repository
#   enable_service mistral-actions-executor
#
# devstack calls this file from `devstack/plugin.sh` of the repository with a mode and a phase.

MISTRAL_ACTIONS_DIR=${MISTRAL_ACTIONS_DIR:-$DEST/mistral-actions}
MISTRAL_ACTIONS_BIN=${MISTRAL_ACTIONS_BIN:-$MISTRAL_ACTIONS_DIR/target/release/mistral-server}
MISTRAL_ACTIONS_CATALOG=${MISTRAL_ACTIONS_CATALOG:-/etc/mistral/catalog.json}

# Builds the executor. The distribution's Rust is often too old, so the toolchain is the one that rust-toolchain.toml names.
function install_mistral_actions {
    (cd "$MISTRAL_ACTIONS_DIR" && cargo build --release --locked --package drop-in)
    # Mistral's engine knows the actions of the catalog by this package.
    pip_install "$MISTRAL_ACTIONS_DIR/provider"
}

# Writes the catalog, and the options of the executor into the file of Mistral's own services.
function configure_mistral_actions {
    local conf=${MISTRAL_CONF_FILE:-/etc/mistral/mistral.conf}
    "$MISTRAL_ACTIONS_BIN" catalog --output "$MISTRAL_ACTIONS_CATALOG"
    iniset "$conf" mistral_actions catalogs "$MISTRAL_ACTIONS_CATALOG"
    iniset "$conf" mistral_actions monitoring_address "127.0.0.1:${MISTRAL_ACTIONS_MONITORING_PORT:-9100}"
}

function start_mistral_actions {
    local conf=${MISTRAL_CONF_FILE:-/etc/mistral/mistral.conf}
    "$MISTRAL_ACTIONS_BIN" serve --check --config-file "$conf" || warn "$LINENO" "the executor cannot use its broker yet"
    run_process mistral-actions-executor "$MISTRAL_ACTIONS_BIN --server executor --config-file $conf"
}

function stop_mistral_actions {
    stop_process mistral-actions-executor
}

function mistral_actions_plugin {
    is_service_enabled mistral-actions-executor || return 0
    case "$1 ${2:-}" in
        "stack install")
            echo_summary "Installing mistral-actions"
            install_mistral_actions
            ;;
        "stack post-config")
            echo_summary "Configuring mistral-actions"
            configure_mistral_actions
            ;;
        "stack extra")
            echo_summary "Starting mistral-actions"
            start_mistral_actions
            ;;
        "unstack "*)
            stop_mistral_actions
            ;;
        "clean "*)
            rm -f "$MISTRAL_ACTIONS_CATALOG"
            ;;
    esac
}

mistral_actions_plugin "$@"
