/** Stand-in for FreeRTOS' header of this name: the queue of the UART driver's events. */
#pragma once
#include "freertos/FreeRTOS.h"
typedef struct desk_queue *QueueHandle_t;
BaseType_t xQueueReceive(QueueHandle_t queue, void *item, unsigned ticks);
UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue);
