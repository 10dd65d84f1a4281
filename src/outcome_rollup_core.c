#include "outcome_rollup_core.h"
