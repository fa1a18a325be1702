-- What the unfinished tasks of each account may still cost: the prices of what holds its slots, as money.lua reserves
-- them. A task that was paid for and is asked for again has nothing reserved.
--
-- KEYS
-- ARGV
-- returns { account, millionths of a US dollar, ... }

--- @include "records/record"

local function reserved_for(id)
  local record = key_of.generation(id)
  -- One that is granted and not begun may be packed: then it was never paid for, and this is an error.
  local told = redis.pcall('HMGET', record, 'settled', 'submittedAt')
  return told[1] and told[1] == told[2] and 0 or waiting_price(record) or 0
end

local reply = {}
for _, account in ipairs(redis.call('SMEMBERS', key_of.accounts)) do
  local reserved = 0
  for _, id in ipairs(redis.call('ZRANGE', key_of.slots(account), 0, -1)) do
    reserved = reserved + reserved_for(id)
  end
  reply[#reply + 1] = account
  reply[#reply + 1] = string.format('%.0f', reserved)
end
return reply
