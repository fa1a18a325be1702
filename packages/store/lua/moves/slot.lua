-- The slot of a generation: kept or taken until the lease ends, or given back. Included by transition.lua.

--- @include "records/states"
--- @include "moves/later"

-- keepSlot: what leaves here may still run at the provider, so that its slot stays taken until the lease ends.
local function change_slot(call, step)
  local move = step.move
  if HOLDS_SLOT[step.to] then
    if move.leaseMs then
      write_later(call, 'ZADD', call.slots, time_in(call, move.leaseMs), step.id)
    end
    return
  end
  local held = HOLDS_SLOT[step.from] or step.from == 'queued'
  if held and not move.keepSlot then
    write_later(call, 'ZREM', call.slots, step.id)
  end
end
