/**
 * Never ends: a loop keeps it at work.
 * @zh 永不结束：循环让它一直干活。
 */
for (;;);
