#!/bin/sh
# .git/hooks/pre-commit: runs the scenarios that the commit touches, and nothing where it touches none.
exec ${SALLYPORT:-npx --yes sallyport@0.1.0} test --changed -x -r dot
