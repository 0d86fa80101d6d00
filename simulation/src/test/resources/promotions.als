-- The protocol of promotions and removals: who does what in which order, in steps of one request each.
-- PromotionsModelTest says which rules are kept.
module promotions

open util/ordering[Number]

abstract sig Rule {}
one sig CreateOnly,    -- a number is given once
        CheckAfter,    -- a promoter looks for its version after it has appended, and undoes the entry if it does not stay
        MarkFirst,     -- a removal marks a version before it looks who refers to it
        LookAfter,     -- a removal looks at the log after it has marked
        ManifestFirst, -- a removal deletes the manifest before the files
        NotWithdrawn,  -- an undone entry is followed by the last version that stays and was not withdrawn
        MendAfter      -- a removal ends with a look whether the champion is there
        extends Rule {}
one sig Kept { rules: set Rule }

sig Version {}
var sig Published in Version {}  -- has a manifest
var sig Files in Version {}      -- has its files
var sig Marked in Version {}     -- is being removed

sig Number { var names: lone Version, var withdraws: lone Version }
var sig Told in Number {}        -- promotions that were told to be in force
var sig Undoing in Number {}     -- entries that put another version back

abstract sig Step {}
one sig Idle, Planned, Appending, Confirming, Undo, Looking, Deleting, Clearing, Unmarking, Mending extends Step {}

abstract sig Process { var step: one Step, var about: lone Version, var against: lone Version, var read: lone Number }
sig Promoter extends Process {}  -- a trainer or an operator; a server that withdraws, if it is against a version
sig Remover extends Process {}

fun top: lone Number { max[names.Version] }
fun champion: lone Version { top.names }
fun free[n: lone Number]: lone Number { some n => next[n] else first }
fun stays: set Version { Published - Marked }
pred withdrawnAfter[n: Number] { some m: nexts[n] | m.withdraws = n.names }
fun candidates[below: lone Number]: set Number { { n: prevs[below] | n.names in stays } }
fun allowed[below: lone Number]: set Number {
  let any = candidates[below], good = { n: any | not withdrawnAfter[n] } |
    NotWithdrawn in Kept.rules and some good => good else any
}

-- Frames.
pred others[p: Process] { all q: Process - p | q.step' = q.step and q.about' = q.about and q.against' = q.against and q.read' = q.read }
pred sameVersions { Published' = Published and Files' = Files and Marked' = Marked }
pred sameLog { names' = names and withdraws' = withdraws and Told' = Told and Undoing' = Undoing }
pred keeps[p: Process] { p.about' = p.about and p.against' = p.against and p.read' = p.read }
pred to[p: Process, s: Step] { p.step' = s }

-- A promoter.
pred decide[p: Promoter] {
  p.step = Idle and p.about' in stays and one p.about' and p.read' = top and to[p, Appending]
  p.against' in champion - p.about'
  sameVersions and sameLog and others[p]
}
pred append[p: Promoter] {
  p.step = Appending and sameVersions and others[p] and Told' = Told and Undoing' = Undoing
  let n = free[p.read] | some n and
    (CreateOnly in Kept.rules and some n.names
      => (to[p, Idle] and keeps[p] and names' = names and withdraws' = withdraws)
      else (names' = names ++ n -> p.about and withdraws' = withdraws - n -> Version + n -> p.against
            and to[p, Confirming] and p.about' = p.about and p.against' = p.against and p.read' = n))
}
pred confirm[p: Promoter] {
  p.step = Confirming and sameVersions and others[p] and keeps[p] and names' = names and withdraws' = withdraws and Undoing' = Undoing
  (CheckAfter not in Kept.rules or p.about in stays)
    => (to[p, Idle] and Told' = Told + p.read)
    else (to[p, Undo] and Told' = Told)
}
pred undo[p: Promoter] {
  p.step = Undo and sameVersions and others[p] and Told' = Told and withdraws' = withdraws
  let n = free[p.read] |
    (no n or some n.names or no candidates[n])
      => (to[p, Idle] and keeps[p] and names' = names and Undoing' = Undoing)
      else some back: allowed[n] {
        back = max[allowed[n]]
        names' = names + n -> back.names and Undoing' = Undoing + n
        to[p, Confirming] and p.about' = back.names and p.against' = p.against and p.read' = n
      }
}

-- A removal.
pred plan[r: Remover] {
  r.step = Idle and one r.about' and r.about' in stays - champion and to[r, Planned] and r.read' = r.read and r.against' = r.against
  sameVersions and sameLog and others[r]
}
pred mark[r: Remover] {
  r.step = Planned and to[r, Looking] and keeps[r] and others[r] and sameLog
  Published' = Published and Files' = Files and Marked' = (MarkFirst in Kept.rules => Marked + r.about else Marked)
}
pred look[r: Remover] {
  r.step = Looking and keeps[r] and others[r] and sameLog and Published' = Published and Files' = Files
  LookAfter in Kept.rules and r.about = champion
    => (to[r, Idle] and Marked' = Marked - r.about)
    else (to[r, Deleting] and Marked' = Marked)
}
pred delete[r: Remover] {
  r.step = Deleting and to[r, Clearing] and keeps[r] and others[r] and sameLog and Marked' = Marked
  ManifestFirst in Kept.rules
    => (Published' = Published - r.about and Files' = Files)
    else (Files' = Files - r.about and Published' = Published)
}
pred clear[r: Remover] {
  r.step = Clearing and to[r, Unmarking] and keeps[r] and others[r] and sameLog and Marked' = Marked
  Published' = Published - r.about and Files' = Files - r.about
}
pred unmark[r: Remover] {
  r.step = Unmarking and to[r, Mending] and keeps[r] and others[r] and sameLog
  Marked' = Marked - r.about and Published' = Published and Files' = Files
}
pred concludes[r: Remover] {
  r.step = Mending and to[r, Idle] and keeps[r] and others[r] and sameLog and sameVersions
  MendAfter in Kept.rules implies (no champion or champion in Published or no candidates[free[top]])
}
pred mend[r: Remover] {
  r.step = Mending and to[r, Mending] and keeps[r] and others[r] and sameVersions and Told' = Told and withdraws' = withdraws
  MendAfter in Kept.rules and some champion and champion not in Published
  let n = free[top] | some n and some back: allowed[n] {
    back = max[allowed[n]]
    names' = names + n -> back.names and Undoing' = Undoing + n
  }
}

pred crash[p: Process] { p.step != Idle and to[p, Idle] and keeps[p] and others[p] and sameVersions and sameLog }
pred nothing { sameVersions and sameLog and step' = step and about' = about and against' = against and read' = read }

fact begin {
  Published = Version and Files = Version and no Marked and no Told and no Undoing
  names = first -> champion and one champion and no withdraws
  step = Process -> Idle and no about and no against and no read
}
fact go {
  always (nothing
    or some p: Promoter | decide[p] or append[p] or confirm[p] or undo[p] or crash[p]
    or some r: Remover | plan[r] or mark[r] or look[r] or delete[r] or clear[r] or unmark[r] or concludes[r] or mend[r] or crash[r])
}

-- What must hold.
pred EntriesNeverChange { always all n: Number | some n.names implies n.names' = n.names }
pred NoGaps { always all n: Number | some n.names implies all m: prevs[n] | some m.names }
pred WhatIsPublishedIsWhole { always Published in Files }
pred WhatWasToldStays { always all r: Remover | (delete[r] and r.about = champion) implies top not in Told }
pred WithdrawnStaysOut {
  always all n: Undoing' - Undoing | all w: candidates[n] |
    (w.names = n.(names') and withdrawnAfter[w]) implies
      ((some k: candidates[n] | k.names = w.names and not withdrawnAfter[k]) or all k: candidates[n] | withdrawnAfter[k])
}
pred ChampionIsThere {
  always all r: Remover |
    (concludes[r] and (all p: Process - r | p.step = Idle)) implies (champion in Published or no candidates[free[top]])
}
pred Everything {
  EntriesNeverChange and NoGaps and WhatIsPublishedIsWhole and WhatWasToldStays and WithdrawnStaysOut and ChampionIsThere
}
