//! What happens to disks and to machines: copies, restores, two machines of one name, one
//! that is believed no more.

use std::collections::BTreeSet;

use plus_store::{
    Link, StoreError, backup,
    exchange::{apart, hub},
};

use crate::{
    machine::Machine,
    story::{Told, World, visites},
};

impl World {
    pub async fn copy(&mut self, at: Option<usize>) -> Told {
        if at.is_none() && !self.workshop.copies_the_hub() {
            return Ok(());
        }
        let machine = match at {
            Some(i) => &mut self.nodes[i],
            None => &mut self.hub,
        };
        machine.copy = Some(self.workshop.copy(machine)?);
        if at.is_none() {
            self.promise().await?;
        }
        Ok(())
    }

    /// A backup was made and verified: what it holds is safe from now on.
    async fn promise(&mut self) -> Told {
        let mut tx = self.hub.store.begin().await?;
        let heads = backup::heads(&mut tx).await?;
        backup::raise_durable(&mut tx, &heads).await?;
        Ok(tx.commit().await?)
    }

    pub async fn put_hub_back(&mut self) -> Told {
        let Some(copy) = self.hub.copy.clone() else {
            return Ok(());
        };
        (self.hub.folder, self.hub.store) = self.workshop.open_hub(Some(&copy)).await?;
        self.hub.put_back = true;
        let mut tx = self.hub.store.begin().await?;
        hub::live_again(&mut tx, self.now, self.guards).await?;
        Ok(tx.commit().await?)
    }

    /// The disk of a node is replaced by an old copy: what the hub had not received of it
    /// is lost with the disk, and only that.
    pub async fn put_node_back(&mut self, i: usize) -> Told {
        let Some(copy) = self.nodes[i].copy.clone() else {
            return Ok(());
        };
        let name = self.nodes[i].name;
        let (folder, store) = self.workshop.open(Some(&copy)).await?;
        (self.nodes[i].folder, self.nodes[i].store) = (folder, store);
        self.nodes[i].put_back = true;
        // The copy may be of before it was updated.
        self.nodes[i].open(self.guards).await?;
        let mut there = visites(&mut self.hub.store.read().await?).await?;
        for machine in self.nodes.iter().filter(|machine| machine.name == name) {
            there.extend(visites(&mut machine.store.read().await?).await?);
        }
        if self.revoked.contains(name) {
            let mut link = self.hub.store.read().await?;
            there.extend(set_apart(&mut link, &self.kept).await?);
        }
        self.kept
            .retain(|id| !id.starts_with(name) || there.contains(id));
        // A hub put back later from its own copy may lose those too.
        self.hub.copy = None;
        Ok(())
    }

    /// What rarely happens to a machine.
    pub async fn misfortune(&mut self, i: usize) -> Told {
        if self.chance(2) {
            self.clone_node(i).await
        } else {
            self.revoke(i).await
        }
    }

    /// The disk of a node is copied, and both copies work: two machines of one name. Once
    /// in a story.
    async fn clone_node(&mut self, i: usize) -> Told {
        if self.nodes.iter().any(|machine| machine.twin) {
            return Ok(());
        }
        let copy = self.workshop.copy(&self.nodes[i])?;
        let (folder, store) = self.workshop.open(Some(&copy)).await?;
        let node = &mut self.nodes[i];
        node.twin = true;
        let twin = Machine {
            name: node.name,
            folder,
            store,
            copy: None,
            drift: node.drift,
            put_back: node.put_back,
            twin: true,
            older: node.older,
        };
        self.nodes.push(twin);
        Ok(())
    }

    /// The hub believes a machine no more: what it pushes is set apart, for people to read.
    /// The hub is not put back before that day: it would have to be told again.
    async fn revoke(&mut self, i: usize) -> Told {
        self.revoked.insert(self.nodes[i].name);
        self.hub.copy = None;
        if self.workshop.copies_the_hub() {
            self.copy(None).await?;
        }
        Ok(())
    }
}

/// Of some visites, those that are in what the hub set apart.
pub(crate) async fn set_apart(
    link: &mut Link,
    wanted: &BTreeSet<String>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    for batch in apart::list(link, None).await? {
        let bodies = batch.entries.iter().filter_map(|entry| entry.body.as_ref());
        let read = bodies.filter_map(|(_, body)| serde_json::from_slice(body).ok());
        let ids = read.filter_map(|body: serde_json::Value| body["id"].as_str().map(str::to_owned));
        found.extend(ids.filter(|id| wanted.contains(id)));
    }
    Ok(found)
}
