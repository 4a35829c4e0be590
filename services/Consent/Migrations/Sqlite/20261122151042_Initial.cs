using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Consent.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AccessGrants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Holder = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Account = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    Relation = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Scopes = table.Column<string>(type: "TEXT", nullable: false),
                    HiddenCategories = table.Column<string>(type: "TEXT", nullable: false),
                    Level = table.Column<int>(type: "INTEGER", nullable: false),
                    MeasureId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AgreedByPerson = table.Column<bool>(type: "INTEGER", nullable: false),
                    Proof = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReviewAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    GaveWayTo = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccessGrants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BreakGlassOpenings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SituationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProfessionalId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReasonCode = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReviewDueAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    ReviewedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReviewedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ReviewComment = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    SuspensionLiftedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BreakGlassOpenings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CareCircleMembers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", maxLength: 5, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    NationalId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Mailbox = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    SituationId = table.Column<Guid>(type: "TEXT", nullable: true),
                    TeamCase = table.Column<string>(type: "TEXT", maxLength: 1, nullable: true),
                    JoinedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LeftAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CareCircleMembers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Consents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Decision = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    Categories = table.Column<string>(type: "TEXT", nullable: false),
                    DocumentIds = table.Column<string>(type: "TEXT", nullable: false),
                    Ceiling = table.Column<string>(type: "TEXT", maxLength: 1, nullable: false),
                    Recipients = table.Column<string>(type: "TEXT", nullable: false),
                    Purposes = table.Column<string>(type: "TEXT", nullable: false),
                    ProofType = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    ProofReference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    WithdrawalReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    UsedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Information_GivenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Information_GivenBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Information_Leaflet = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Information_LeafletVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Information_Mode = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Will_Able = table.Column<bool>(type: "INTEGER", nullable: false),
                    Will_Assent = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Will_Capacity = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Will_DecidedBy = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Will_DeciderName = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    Will_MeasureId = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Consents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DeadlineNotices",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Step = table.Column<int>(type: "INTEGER", nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    NoticedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeadlineNotices", x => new { x.TenantId, x.SubjectId, x.Kind, x.Step, x.DueOn });
                });

            migrationBuilder.CreateTable(
                name: "DecisionTallies",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ProfessionalId = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Function = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Action = table.Column<string>(type: "TEXT", maxLength: 1, nullable: false),
                    Aspect = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    InCharge = table.Column<bool>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DecisionTallies", x => new { x.TenantId, x.Day, x.ProfessionalId, x.Function, x.Kind, x.Category, x.Action, x.Aspect, x.InCharge });
                });

            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FromSituationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ToSituationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Tasks = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Topic = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    HandledAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "LegalMeasures",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Type = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    Scope = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    JudgedOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ExpiresOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    HolderName = table.Column<string>(type: "TEXT", maxLength: 160, nullable: false),
                    ProofDocument = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LegalMeasures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MatrixVersions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: 60000, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    ProposedBy = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ProposedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EffectiveAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Approvals = table.Column<string>(type: "TEXT", nullable: false),
                    Trial = table.Column<string>(type: "TEXT", nullable: false),
                    TriedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    TriedAgainst = table.Column<int>(type: "INTEGER", nullable: true),
                    PublishedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MatrixVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Missions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    Request = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    UsagerIds = table.Column<string>(type: "TEXT", nullable: false),
                    SituationIds = table.Column<string>(type: "TEXT", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RequestedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AcceptedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Missions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MovedRows",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AbsorbedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RowId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MovedRows", x => new { x.TenantId, x.AbsorbedId, x.Kind, x.RowId });
                });

            migrationBuilder.CreateTable(
                name: "Oppositions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 10, nullable: true),
                    Category = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    Recipient = table.Column<string>(type: "TEXT", maxLength: 254, nullable: true),
                    ItemId = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    OutsideTeam = table.Column<bool>(type: "INTEGER", nullable: false),
                    Everything = table.Column<bool>(type: "INTEGER", nullable: false),
                    Leaflet = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    CollectedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    RecordedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Oppositions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Topic = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Subject = table.Column<Guid>(type: "TEXT", nullable: false),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    TraceParent = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    OccurredAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    ClaimedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    SentAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "ParkedEvents",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Topic = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Envelope = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    ParkedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReplayedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ParkedEvents", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "RowsToSort",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RestoredId = table.Column<Guid>(type: "TEXT", nullable: false),
                    KeptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    RowId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    FoundAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SettledAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SettledFor = table.Column<Guid>(type: "TEXT", nullable: true),
                    SettledBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RowsToSort", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RulesChanges",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RulesChanges", x => new { x.TenantId, x.UsagerId });
                });

            migrationBuilder.CreateTable(
                name: "RulesVersions",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sequence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RulesVersions", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "SharingNeeds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Recipients = table.Column<string>(type: "TEXT", nullable: false),
                    Categories = table.Column<string>(type: "TEXT", nullable: false),
                    ItemIds = table.Column<string>(type: "TEXT", nullable: false),
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    LegalBase = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    StatedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    StatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SharingNeeds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SubjectMerges",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AbsorbedId = table.Column<Guid>(type: "TEXT", nullable: false),
                    KeptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MergedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SweepAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Sweeps = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SubjectMerges", x => new { x.TenantId, x.AbsorbedId });
                });

            migrationBuilder.CreateTable(
                name: "UsagerPlaces",
                columns: table => new
                {
                    UsagerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    UnitId = table.Column<Guid>(type: "TEXT", nullable: true),
                    BirthDate = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    IdentityVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsagerPlaces", x => x.UsagerId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_Account",
                table: "AccessGrants",
                columns: new[] { "TenantId", "Account" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId_Account_Holder",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId", "Account", "Holder" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" <> 'Representative'");

            migrationBuilder.CreateIndex(
                name: "IX_AccessGrants_TenantId_UsagerId_Account_MeasureId",
                table: "AccessGrants",
                columns: new[] { "TenantId", "UsagerId", "Account", "MeasureId" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" = 'Representative'");

            migrationBuilder.CreateIndex(
                name: "OnePersonsAccount",
                table: "AccessGrants",
                columns: new[] { "TenantId", "Account" },
                unique: true,
                filter: "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\" = 'Person'");

            migrationBuilder.CreateIndex(
                name: "IX_BreakGlassOpenings_TenantId_UsagerId",
                table: "BreakGlassOpenings",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_BreakGlassOpenings_TenantId_Verdict",
                table: "BreakGlassOpenings",
                columns: new[] { "TenantId", "Verdict" });

            migrationBuilder.CreateIndex(
                name: "IX_CareCircleMembers_TenantId_UsagerId",
                table: "CareCircleMembers",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_TenantId_EndsAt",
                table: "Consents",
                columns: new[] { "TenantId", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Consents_TenantId_UsagerId",
                table: "Consents",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_TenantId_ToSituationId",
                table: "Delegations",
                columns: new[] { "TenantId", "ToSituationId" });

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_HandledAt",
                table: "Inbox",
                column: "HandledAt");

            migrationBuilder.CreateIndex(
                name: "IX_LegalMeasures_TenantId_ExpiresOn",
                table: "LegalMeasures",
                columns: new[] { "TenantId", "ExpiresOn" });

            migrationBuilder.CreateIndex(
                name: "IX_LegalMeasures_TenantId_UsagerId",
                table: "LegalMeasures",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_MatrixVersions_TenantId_Kind_Number",
                table: "MatrixVersions",
                columns: new[] { "TenantId", "Kind", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Missions_TenantId_EndsAt",
                table: "Missions",
                columns: new[] { "TenantId", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Oppositions_TenantId_UsagerId",
                table: "Oppositions",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_ClaimedBy",
                table: "Outbox",
                column: "ClaimedBy",
                filter: "\"SentAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_NextAttemptAt",
                table: "Outbox",
                column: "NextAttemptAt",
                filter: "\"SentAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RowsToSort_TenantId_KeptId",
                table: "RowsToSort",
                columns: new[] { "TenantId", "KeptId" });

            migrationBuilder.CreateIndex(
                name: "IX_RowsToSort_TenantId_RestoredId_KeptId_Kind_RowId",
                table: "RowsToSort",
                columns: new[] { "TenantId", "RestoredId", "KeptId", "Kind", "RowId" },
                unique: true,
                filter: "\"SettledAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RulesChanges_TenantId_Sequence",
                table: "RulesChanges",
                columns: new[] { "TenantId", "Sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_SharingNeeds_TenantId_UsagerId",
                table: "SharingNeeds",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_SubjectMerges_SweepAt",
                table: "SubjectMerges",
                column: "SweepAt",
                filter: "\"SweepAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SubjectMerges_TenantId_KeptId",
                table: "SubjectMerges",
                columns: new[] { "TenantId", "KeptId" });

            migrationBuilder.CreateIndex(
                name: "IX_UsagerPlaces_TenantId",
                table: "UsagerPlaces",
                column: "TenantId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AccessGrants");

            migrationBuilder.DropTable(
                name: "BreakGlassOpenings");

            migrationBuilder.DropTable(
                name: "CareCircleMembers");

            migrationBuilder.DropTable(
                name: "Consents");

            migrationBuilder.DropTable(
                name: "DeadlineNotices");

            migrationBuilder.DropTable(
                name: "DecisionTallies");

            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "LegalMeasures");

            migrationBuilder.DropTable(
                name: "MatrixVersions");

            migrationBuilder.DropTable(
                name: "Missions");

            migrationBuilder.DropTable(
                name: "MovedRows");

            migrationBuilder.DropTable(
                name: "Oppositions");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "ParkedEvents");

            migrationBuilder.DropTable(
                name: "RowsToSort");

            migrationBuilder.DropTable(
                name: "RulesChanges");

            migrationBuilder.DropTable(
                name: "RulesVersions");

            migrationBuilder.DropTable(
                name: "SharingNeeds");

            migrationBuilder.DropTable(
                name: "SubjectMerges");

            migrationBuilder.DropTable(
                name: "UsagerPlaces");
        }
    }
}
