/** Stand-in for FreeRTOS' header of this name. */
#pragma once
typedef int BaseType_t;
typedef unsigned UBaseType_t;
#define pdTRUE 1
#define pdFALSE 0
