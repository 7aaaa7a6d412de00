//! Templates: who writes them, what a form gets of them.

use crate::harness::{TestApp, mailed, problem, sent};
use crate::office::bound;
use app::backend::Backend;
use app::error::AppError;
use app::view::template::TemplateView;
use domain::TemplateId;
use domain::command::{ArrangeTemplate, Command, Effect, SaveTemplate};
use domain::permission::{Permission, Role};
use domain::rejection::{Field, Problem, Rejection};
use domain::template::TemplateChange;
use editor::notation::read;

fn template(name: &str, detail: &str) -> SaveTemplate {
    SaveTemplate {
        template: None,
        revision: 0,
        name: name.to_owned(),
        subject: "Demande {dit.numero}".to_owned(),
        detail: detail.to_owned(),
        document: String::new(),
    }
}

async fn saved(app: &TestApp, command: SaveTemplate) -> TemplateId {
    let receipt = app
        .as_role(Role::Administrator)
        .attempt(Command::SaveTemplate(command))
        .await
        .unwrap();
    match receipt.effect {
        Effect::Template(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn arrange(app: &TestApp, template: TemplateId, change: TemplateChange) {
    let command = Command::ArrangeTemplate(ArrangeTemplate { template, change });
    app.as_role(Role::Administrator).attempt(command).await.unwrap();
}

async fn all(app: &TestApp) -> Vec<TemplateView> {
    bound(app.as_role(Role::Administrator)).templates().await.unwrap()
}

async fn offered(app: &TestApp) -> Vec<String> {
    let dit = app.open_request().await;
    let form = bound(app.as_technician()).form(dit).await.unwrap();
    form.templates.into_iter().map(|template| template.name).collect()
}

#[tokio::test]
async fn a_template_is_written_offered_written_anew_and_retired() {
    let app = TestApp::new().await;
    let first = saved(&app, template("Relance", "Bonjour {contact.nom}")).await;
    let second = saved(&app, template(" Clôture ", "Terminé")).await;
    assert_eq!(offered(&app).await, ["Relance", "Clôture"]);
    let views = all(&app).await;
    assert_eq!(
        (views[0].detail.as_str(), views[0].document.as_str()),
        ("Bonjour {contact.nom}", "")
    );
    let dit = app.open_request().await;
    let form = bound(app.as_dispatcher()).form(dit).await.unwrap();
    assert!(
        form.templates[0].document.contains(r#"{"field":"contact.nom"}"#),
        "{}",
        form.templates[0].document
    );
    assert_eq!(form.today, "mardi 24 novembre 2026");

    let bold = read("<b`Bonjour> <$contact.nom>").document().clone();
    let anew = SaveTemplate {
        template: Some(first),
        revision: 1,
        detail: bold.to_text(),
        document: serde_json::to_string(&bold).unwrap(),
        ..template("Relance 2", "")
    };
    saved(&app, anew.clone()).await;
    let views = all(&app).await;
    assert_eq!((views[0].name.as_str(), views[0].revision), ("Relance 2", 2));
    assert!(views[0].document.contains("bold"));
    let late = app
        .as_role(Role::Administrator)
        .refused(Command::SaveTemplate(anew))
        .await;
    assert_eq!(late, Rejection::Conflict { current: 2 });

    arrange(&app, second, TemplateChange::Up).await;
    assert_eq!(offered(&app).await, ["Clôture", "Relance 2"]);
    arrange(&app, second, TemplateChange::Retire).await;
    assert_eq!(offered(&app).await, ["Relance 2"]);
    assert_eq!(all(&app).await.len(), 2);
    arrange(&app, second, TemplateChange::Restore).await;
    assert_eq!(offered(&app).await, ["Clôture", "Relance 2"]);
}

#[tokio::test]
async fn a_template_with_an_unknown_field_is_refused_with_the_known_ones() {
    let app = TestApp::new().await;
    let refused = app
        .as_role(Role::Administrator)
        .refused(Command::SaveTemplate(template(
            "Relance",
            "Bonjour {contact.mail}",
        )))
        .await;
    let Problem::UnknownField { name, known } = problem(refused, Field::Detail) else {
        panic!("another problem")
    };
    assert_eq!(name, "contact.mail");
    assert!(
        known.contains("{contact.nom}") && known.contains("{date.jour}"),
        "{known}"
    );
    assert_eq!(all(&app).await, []);
}

#[tokio::test]
async fn templates_are_for_administrators() {
    let app = TestApp::new().await;
    let id = saved(&app, template("Relance", "Bonjour")).await;
    for role in [Role::Dispatcher, Role::Technician, Role::Reader] {
        let by = app.as_role(role);
        assert_eq!(bound(by).templates().await, Err(AppError::Forbidden));
        let change = TemplateChange::Retire;
        for command in [
            Command::SaveTemplate(template("Relance", "Bonjour")),
            Command::ArrangeTemplate(ArrangeTemplate { template: id, change }),
        ] {
            assert_eq!(
                by.refused(command).await,
                Rejection::NotPermitted(Permission::Parameters)
            );
        }
    }
}

#[tokio::test]
async fn what_a_template_left_open_does_not_leave() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let name = || "contact.nom".to_owned();
    for (subject, detail, field) in [
        ("Pour {contact.nom}", "Bonjour", Field::Subject),
        ("", "Bonjour {contact.nom}", Field::Detail),
    ] {
        let mut command = mailed(dit, detail, "a@client.example");
        command.subject = subject.to_owned();
        let refused = app
            .as_dispatcher()
            .refused(Command::RecordExchange(command))
            .await;
        assert_eq!(problem(refused, field), Problem::Unfilled { name: name() });
    }
    let mut kept = sent(dit, "Bonjour {contact.nom}");
    kept.subject = "Pour {contact.nom}".to_owned();
    app.as_dispatcher().record(kept).await;
    app.as_dispatcher()
        .record(mailed(dit, "Un {mot} entre accolades", "a@client.example"))
        .await;
}
