-- What moves reserve, spend and give back, of their batch and of each tenant. Included by transition.lua.

--- @include "records/states"
--- @include "money/money"
--- @include "backlog/backlog"

local function new_money()
  return { reserved = 0, spent = 0, released = false, tenants = {} }
end

local function note_money(money, tenant, reserved, spent)
  local of_tenant = money.tenants[tenant] or { reserved = 0, spent = 0 }
  money.tenants[tenant] = of_tenant
  for _, sums in ipairs({ money, of_tenant }) do
    sums.reserved = sums.reserved + reserved
    sums.spent = sums.spent + spent
  end
  money.released = money.released or reserved + spent < 0
end

-- A price is reserved from the grant to the task's end, and then charged or given back. What was charged for one create
-- is not charged again, whatever becomes of its video.
local function settle_money(call, step)
  local had, has = (HOLDS_SLOT[step.from] or step.grant) and true or false, HOLDS_SLOT[step.to] or false
  if had == has then
    return
  end
  local fields = redis.call('HMGET', step.record, 'price', 'settled', 'submittedAt', 'cost')
  local tenant, price, settled, submitted_at = step.held.tenant, tonumber(fields[1] or 0), fields[2], fields[3]
  -- A task that was paid for and is asked for again has nothing reserved.
  if price == 0 or settled and settled == submitted_at then
    return
  end
  if has then
    note_money(call.money, tenant, price, 0)
    return
  end
  local charged = step.move.charged
  if charged == nil then
    charged = step.to == 'downloading'
  end
  if not charged then
    note_money(call.money, tenant, had and -price or 0, 0)
    return
  end
  local cost = type(charged) == 'number' and charged or price
  note_money(call.money, tenant, -price, cost)
  step.settled, step.charged_now = true, cost
  set_field(step, 'settled', submitted_at or '')
  set_field(step, 'cost', string.format('%.0f', tonumber(fields[4] or 0) + cost))
end

-- Writes the sums; where money came free, what was stopped for want of it goes on.
local function finish_money(call)
  local money = call.money
  add_money(call.batch, 'reserved', money.reserved)
  add_money(call.batch, 'spent', money.spent)
  for tenant, sums in pairs(money.tenants) do
    local key = key_of.tenant(tenant)
    add_money(key, 'reserved', sums.reserved)
    add_money(key, 'spent', sums.spent)
    if money.released and redis.call('HDEL', key, 'stopped') == 1 then
      refresh_tenant(tenant)
      call.wake = true
    end
  end
  if money.released and redis.call('HGET', call.batch, 'flag.stopped') == 'budget' then
    redis.call('HDEL', call.batch, 'flag.stopped')
    refresh_batch(call.batch_id)
    call.wake = true
  end
end
