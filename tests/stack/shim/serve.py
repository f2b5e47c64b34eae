"""serve.py MODULE PORT [OPTION...]: serves MODULE.application on loopback."""

import importlib
import sys

import waitress

module, port, *options = sys.argv[1:]
sys.argv = [module, *options]  # Services pass sys.argv[1:] to oslo.config.
application = importlib.import_module(module).application
waitress.serve(application, host="127.0.0.1", port=int(port), threads=8)
