//! [`Scene`]: the same calls by both sides, and what must be the same of them.

use live_tests::serde_json::{self, Value, json};
use live_tests::{Failure, Result, User, until};
use mistral_actions::SecurityContext;

use super::compare::{differences, mask, masked, rest};
use super::oracle::Oracle;
use super::ours::Ours;
use crate::bed::Bed;

/// What a comparison needs.
pub(crate) struct Scene {
    pub(crate) oracle: Oracle,
    pub(crate) ours: Ours,
    pub(crate) admin: SecurityContext,
    pub(crate) demo: SecurityContext,
    differences: Vec<String>,
    compared: usize,
}

/// A value of each side: what each has made.
#[derive(Clone, Debug)]
pub(crate) struct Both {
    pub(crate) theirs: Value,
    pub(crate) ours: Value,
}

impl Both {
    /// The same for both.
    pub(crate) fn of(value: impl Into<Value>) -> Self {
        let value = value.into();
        Self {
            theirs: value.clone(),
            ours: value,
        }
    }

    /// A part of both.
    pub(crate) fn at(&self, pointer: &str) -> Self {
        let part = |value: &Value| value.pointer(pointer).cloned().unwrap_or_default();
        Self {
            theirs: part(&self.theirs),
            ours: part(&self.ours),
        }
    }

    /// With a name for each.
    pub(crate) fn with(&self, names: &Self) -> Self {
        let with_name = |input: &Value, name: &Value| {
            let mut input = input.clone();
            input["name"] = name.clone();
            input
        };
        Self {
            theirs: with_name(&self.theirs, &names.theirs),
            ours: with_name(&self.ours, &names.ours),
        }
    }

    /// An input made of both.
    pub(crate) fn map(&self, make: impl Fn(&Value) -> Value) -> Self {
        Self {
            theirs: make(&self.theirs),
            ours: make(&self.ours),
        }
    }
}

impl Scene {
    pub(crate) fn new(bed: &Bed) -> Result<Self> {
        Ok(Self {
            oracle: Oracle::start()?,
            ours: Ours::new()?,
            admin: context(bed, User::Admin)?,
            demo: context(bed, User::Demo)?,
            differences: Vec::new(),
            compared: 0,
        })
    }

    /// Reads with both sides: the results are the same to the letter.
    pub(crate) fn same(&mut self, action: &str, input: &Value) -> Result<Value> {
        let [theirs, ours] = self.read(action, input)?;
        self.compare(action, input, &theirs, &ours);
        Ok(ours.unwrap_or_default())
    }

    /// Reads with both sides, whatever comes of it.
    pub(crate) fn read(
        &mut self,
        action: &str,
        input: &Value,
    ) -> Result<[std::result::Result<Value, String>; 2]> {
        let security = self.admin.clone();
        let theirs = self.oracle.call(action, input, &security)?;
        let ours = self.ours.call(action, &theirs.object, &security)?;
        Ok([theirs.outcome.map(rest), ours])
    }

    /// Does something with both sides, each with its own: the results are the same but for ids, times and what
    /// is made up.
    pub(crate) fn alike(&mut self, action: &str, input: &Both) -> Result<Both> {
        let security = self.admin.clone();
        self.alike_as(&security, action, input)
    }

    /// Does something that one thing can only have done once, as with [`alike`](Self::alike), on behalf of somebody.
    pub(crate) fn alike_as(
        &mut self,
        security: &SecurityContext,
        action: &str,
        input: &Both,
    ) -> Result<Both> {
        let theirs = self.oracle.call(action, &input.theirs, security)?;
        let ours = self.ours.run(action, &input.ours, security);
        let theirs = theirs.outcome.map(rest);
        let shown = |outcome: &std::result::Result<Value, String>| match outcome {
            Ok(data) => Ok(masked(data.clone())),
            Err(error) => Err(mask(error)),
        };
        self.compare(action, &input.theirs, &shown(&theirs), &shown(&ours));
        Ok(Both {
            theirs: theirs.unwrap_or_default(),
            ours: ours.unwrap_or_default(),
        })
    }

    /// Both sides fail, each in its own words: what they say is what Python or its libraries say.
    pub(crate) fn both_fail(
        &mut self,
        security: &SecurityContext,
        action: &str,
        input: &Value,
    ) -> Result<String> {
        let theirs = self.oracle.call(action, input, security)?.outcome;
        let ours = self.ours.run(action, input, security);
        self.compared += 1;
        match (theirs, ours) {
            (Err(_), Err(ours)) => Ok(ours),
            (theirs, ours) => Err(Failure::new(format_args!(
                "{action} {input}: both should fail: theirs {theirs:?}, ours {ours:?}"
            ))),
        }
    }

    /// Waits until what an action of ours reads is in a status.
    pub(crate) fn wait_for(&self, action: &str, input: &Value, wanted: &str) -> Result<()> {
        until(&format!("{action} {input} tells {wanted}"), || {
            let found = self
                .ours
                .run(action, input, &self.admin)
                .map_err(Failure::new)?;
            match found["status"].as_str() {
                Some(status) if status == wanted => Ok(Some(())),
                Some(status) if status.to_lowercase().starts_with("error") => {
                    Err(Failure::new(found))
                }
                _ => Ok(None),
            }
        })
    }

    pub(crate) fn compare(
        &mut self,
        action: &str,
        input: &Value,
        theirs: &std::result::Result<Value, String>,
        ours: &std::result::Result<Value, String>,
    ) {
        self.compared += 1;
        let found = match (theirs, ours) {
            (Ok(theirs), Ok(ours)) => differences(theirs, ours),
            (Err(theirs), Err(ours)) if mask(theirs) == mask(ours) => Vec::new(),
            (theirs, ours) => vec![format!("theirs {theirs:?}\n    ours   {ours:?}")],
        };
        if !found.is_empty() {
            self.differences
                .push(format!("{action} {input}\n    {}", found.join("\n    ")));
        }
    }

    /// Tells all differences at once.
    pub(crate) fn end(self) -> Result<()> {
        if self.differences.is_empty() {
            eprintln!("{} calls compared", self.compared);
            return Ok(());
        }
        let (many, told) = (self.differences.len(), self.differences.join("\n  "));
        Err(Failure::new(format_args!(
            "{many} of {} calls differ:\n  {told}",
            self.compared
        )))
    }
}

/// What a workflow of a user carries.
pub(crate) fn context(bed: &Bed, user: User) -> Result<SecurityContext> {
    let token = bed.cloud.token(user)?;
    let described = bed.keystone.describe(&token)?;
    let context = json!({
        "auth_token": token.expose(),
        "auth_uri": bed.cloud.variable("CLOUD_KEYSTONE_URL")?,
        "service_catalog": described,
        "project_id": bed.cloud.of(user, "PROJECT_ID")?,
        "project_name": bed.cloud.of(user, "PROJECT_NAME")?,
        "user_name": bed.cloud.of(user, "USERNAME")?,
    });
    Ok(serde_json::from_value(context)?)
}
