-- Writes events as the ledger's scripts do.
--
-- KEYS  1 outbox
-- ARGV  1 tenant  2 URL  3 how many  4 ms

--- @include "records/move-generation"

for number = 1, tonumber(ARGV[3]) do
  tell_webhook(KEYS[1], ARGV[1], ARGV[2], 'generation.succeeded', 'generation', 'gen_' .. number, tonumber(ARGV[4]) + number)
end
return 1
