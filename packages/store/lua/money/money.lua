-- Money in millionths of a US dollar, whole numbers. Included by scripts.
--
-- A batch's HASH and a tenant's HASH (see backlog.lua) hold money.budget where there is one, money.reserved (the prices
-- of what is granted or in flight) and money.spent (of what was charged). A record's price is fixed at its submit; its
-- cost is what was charged for it, and settled names the create (by its submittedAt) that was charged last.

-- What may still be reserved: nil where there is no budget.
local function money_room(key)
  local fields = redis.call('HMGET', key, 'money.budget', 'money.reserved', 'money.spent')
  return fields[1] and tonumber(fields[1]) - tonumber(fields[2] or 0) - tonumber(fields[3] or 0)
end

local function add_money(key, field, amount)
  if amount ~= 0 then
    redis.call('HINCRBY', key, 'money.' .. field, string.format('%.0f', amount))
  end
end
