-- Writes events as the store's scripts do.
--
-- ARGV  1 tenant  2 URL  3 how many  4 ms

--- @include "webhooks/tell-webhook"

for number = 1, tonumber(ARGV[3]) do
  tell_webhook(ARGV[1], ARGV[2], 'generation.succeeded', 'generation', 'gen_' .. number, tonumber(ARGV[4]) + number)
end
return 1
