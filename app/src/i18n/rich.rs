//! The words of the tools around a formatted text. They come with the part that draws them, so they stand in no catalogue.

use domain::locale::Locale;

/// What is said in one language.
#[derive(Debug)]
pub struct Words {
    pub toolbar: &'static str,
    pub undo: &'static str,
    pub redo: &'static str,
    pub bold: &'static str,
    pub italic: &'static str,
    pub underline: &'static str,
    pub strike: &'static str,
    pub bullets: &'static str,
    pub numbers: &'static str,
    pub quote: &'static str,
    pub link: &'static str,
    pub clear: &'static str,
    pub indent: &'static str,
    pub outdent: &'static str,
    pub rule: &'static str,
    pub image: &'static str,
    /// The key that goes with Ctrl, as it is written on the keyboard.
    pub shift: &'static str,
    pub style: &'static str,
    /// Paragraph, then headings from the greatest on.
    pub styles: [&'static str; 4],
    pub size: &'static str,
    /// Small, normal, large.
    pub sizes: [&'static str; 3],
    pub align: &'static str,
    /// Start, centre, end, both.
    pub aligns: [&'static str; 4],
    pub color: &'static str,
    pub no_color: &'static str,
    /// In the order of the palette.
    pub colors: [&'static str; 9],
    pub highlight: &'static str,
    pub no_highlight: &'static str,
    /// In the order of the palette.
    pub highlights: [&'static str; 6],
    pub table: &'static str,
    /// Rows, columns.
    pub table_size: fn(usize, usize) -> String,
    pub table_bar: &'static str,
    pub row_above: &'static str,
    pub row_below: &'static str,
    pub column_left: &'static str,
    pub column_right: &'static str,
    pub remove_row: &'static str,
    pub remove_column: &'static str,
    pub header_row: &'static str,
    pub remove_table: &'static str,
    pub link_bar: &'static str,
    pub link_address: &'static str,
    pub link_text: &'static str,
    pub apply: &'static str,
    pub open_link: &'static str,
    pub edit_link: &'static str,
    pub remove_link: &'static str,
    pub no_address: &'static str,
    pub wrong_address: &'static str,
    pub image_bar: &'static str,
    pub alt: &'static str,
    pub alt_hint: &'static str,
    pub width: &'static str,
    pub narrower: &'static str,
    pub wider: &'static str,
    pub own_width: &'static str,
    pub replace_image: &'static str,
    pub remove_image: &'static str,
    pub images_coming: &'static str,
    /// The name of a file.
    pub image_coming: fn(&str) -> String,
    pub image_added: &'static str,
    /// The name of a file.
    pub retry: fn(&str) -> String,
    pub cancel_image: fn(&str) -> String,
    /// The name of a file, the size that it may have in megabytes.
    pub image_too_heavy: fn(&str, u64) -> String,
    /// The name of a file, its width, its height, the most millions of pixels.
    pub image_too_large: fn(&str, u32, u32, u64) -> String,
    pub not_an_image: fn(&str) -> String,
    pub image_unreachable: fn(&str) -> String,
    pub image_refused: fn(&str) -> String,
}

static FR: Words = Words {
    toolbar: "Mise en forme",
    undo: "Annuler",
    redo: "Rétablir",
    bold: "Gras",
    italic: "Italique",
    underline: "Souligné",
    strike: "Barré",
    bullets: "Liste à puces",
    numbers: "Liste numérotée",
    quote: "Citation",
    link: "Lien",
    clear: "Effacer la mise en forme",
    indent: "Augmenter le retrait",
    outdent: "Diminuer le retrait",
    rule: "Ligne horizontale",
    image: "Insérer une image",
    shift: "Maj",
    style: "Style",
    styles: ["Paragraphe", "Titre 1", "Titre 2", "Titre 3"],
    size: "Taille",
    sizes: ["Petite", "Normale", "Grande"],
    align: "Alignement",
    aligns: ["À gauche", "Au centre", "À droite", "Justifié"],
    color: "Couleur du texte",
    no_color: "Couleur normale",
    colors: [
        "Gris",
        "Rouge",
        "Orange",
        "Brun",
        "Vert",
        "Turquoise",
        "Bleu",
        "Violet",
        "Rose",
    ],
    highlight: "Surlignage",
    no_highlight: "Sans surlignage",
    highlights: [
        "Fond jaune",
        "Fond orange",
        "Fond rose",
        "Fond vert",
        "Fond bleu",
        "Fond gris",
    ],
    table: "Insérer un tableau",
    table_size: |rows, columns| {
        let plural =
            |count: usize, word: &str| format!("{count}\u{a0}{word}{}", if count > 1 { "s" } else { "" });
        format!("{}, {}", plural(rows, "ligne"), plural(columns, "colonne"))
    },
    table_bar: "Outils du tableau",
    row_above: "Ajouter une ligne au-dessus",
    row_below: "Ajouter une ligne au-dessous",
    column_left: "Ajouter une colonne à gauche",
    column_right: "Ajouter une colonne à droite",
    remove_row: "Supprimer la ligne",
    remove_column: "Supprimer la colonne",
    header_row: "Ligne d'en-tête",
    remove_table: "Supprimer le tableau",
    link_bar: "Lien du texte",
    link_address: "Adresse du lien",
    link_text: "Texte du lien",
    apply: "Appliquer",
    open_link: "Ouvrir",
    edit_link: "Modifier le lien",
    remove_link: "Retirer le lien",
    no_address: "Saisissez une adresse, par exemple exemple.fr ou nom@exemple.fr.",
    wrong_address: "Ce n’est pas une adresse de lien. Sont acceptés\u{a0}: une page web (exemple.fr), une adresse e-mail, un numéro (tel:0102030405).",
    image_bar: "Outils de l'image",
    alt: "Texte de remplacement",
    alt_hint: "Ce que montre l’image, pour qui ne la voit pas. Vide\u{a0}: image décorative.",
    width: "Largeur en pixels",
    narrower: "Réduire l'image",
    wider: "Agrandir l'image",
    own_width: "Taille d'origine",
    replace_image: "Remplacer l'image",
    remove_image: "Supprimer l'image",
    images_coming: "Images en cours d'envoi",
    image_coming: |name| format!("Envoi de {name}"),
    image_added: "Image ajoutée au texte.",
    retry: |name| format!("Réessayer {name}"),
    cancel_image: |name| format!("Abandonner {name}"),
    image_too_heavy: |name, max| {
        format!("{name} n’a pas été ajoutée\u{a0}: {max}\u{a0}Mo au plus par fichier.")
    },
    image_too_large: |name, width, height, max| {
        format!(
            "{name} n’a pas été ajoutée\u{a0}: {width}\u{a0}×\u{a0}{height}\u{a0}pixels, c’est trop. {max}\u{a0}millions de pixels au plus\u{a0}: réduisez-la, puis ajoutez-la de nouveau."
        )
    },
    not_an_image: |name| {
        format!("{name} n’est pas une image PNG, JPEG, GIF ou WebP\u{a0}: joignez-la plutôt comme fichier.")
    },
    image_unreachable: |name| {
        format!("{name} n’est pas partie\u{a0}: le serveur ne répond pas. Votre texte est intact.")
    },
    image_refused: |name| format!("Le serveur a refusé {name}. Votre texte est intact."),
};

static EN: Words = Words {
    toolbar: "Formatting",
    undo: "Undo",
    redo: "Redo",
    bold: "Bold",
    italic: "Italic",
    underline: "Underline",
    strike: "Strikethrough",
    bullets: "Bulleted list",
    numbers: "Numbered list",
    quote: "Quote",
    link: "Link",
    clear: "Clear formatting",
    indent: "Increase indent",
    outdent: "Decrease indent",
    rule: "Horizontal rule",
    image: "Insert an image",
    shift: "Shift",
    style: "Style",
    styles: ["Paragraph", "Heading 1", "Heading 2", "Heading 3"],
    size: "Size",
    sizes: ["Small", "Normal", "Large"],
    align: "Alignment",
    aligns: ["Left", "Centre", "Right", "Justified"],
    color: "Text colour",
    no_color: "Normal colour",
    colors: [
        "Grey",
        "Red",
        "Orange",
        "Brown",
        "Green",
        "Turquoise",
        "Blue",
        "Purple",
        "Pink",
    ],
    highlight: "Highlight",
    no_highlight: "No highlight",
    highlights: [
        "Yellow background",
        "Orange background",
        "Pink background",
        "Green background",
        "Blue background",
        "Grey background",
    ],
    table: "Insert a table",
    table_size: |rows, columns| {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count > 1 { "s" } else { "" });
        format!("{}, {}", plural(rows, "row"), plural(columns, "column"))
    },
    table_bar: "Table tools",
    row_above: "Add a row above",
    row_below: "Add a row below",
    column_left: "Add a column on the left",
    column_right: "Add a column on the right",
    remove_row: "Remove the row",
    remove_column: "Remove the column",
    header_row: "Header row",
    remove_table: "Remove the table",
    link_bar: "Link of the text",
    link_address: "Address of the link",
    link_text: "Text of the link",
    apply: "Apply",
    open_link: "Open",
    edit_link: "Edit the link",
    remove_link: "Remove the link",
    no_address: "Type an address, such as example.org or name@example.org.",
    wrong_address: "This is no address of a link. Accepted are: a web page (example.org), a mail address, a number (tel:0102030405).",
    image_bar: "Image tools",
    alt: "Alternative text",
    alt_hint: "What the image shows, for those who do not see it. Empty: a decoration.",
    width: "Width in pixels",
    narrower: "Make the image smaller",
    wider: "Make the image larger",
    own_width: "Original size",
    replace_image: "Replace the image",
    remove_image: "Remove the image",
    images_coming: "Images being uploaded",
    image_coming: |name| format!("Uploading {name}"),
    image_added: "Image added to the text.",
    retry: |name| format!("Try {name} again"),
    cancel_image: |name| format!("Give up {name}"),
    image_too_heavy: |name, max| format!("{name} was not added: at most {max} MB a file."),
    image_too_large: |name, width, height, max| {
        format!(
            "{name} was not added: {width} × {height} pixels are too many. At most {max} million pixels: make it smaller, then add it again."
        )
    },
    not_an_image: |name| format!("{name} is no PNG, JPEG, GIF or WebP image: attach it as a file instead."),
    image_unreachable: |name| {
        format!("{name} was not uploaded: the server does not answer. Your text is intact.")
    },
    image_refused: |name| format!("The server refused {name}. Your text is intact."),
};

/// The words of a language.
pub fn rich_words(locale: Locale) -> &'static Words {
    match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    }
}
