#include "core_host.h"
