using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Identity.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CampaignEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    CampaignId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    Open = table.Column<bool>(type: "boolean", nullable: false),
                    SetAsideReason = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CampaignEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Campaigns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: true),
                    LaunchedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    LaunchedBySituation = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    LaunchedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SecondsBetweenCalls = table.Column<int>(type: "integer", nullable: false),
                    OpensAt = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    ClosesAt = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    WeekDaysOnly = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    HaltReason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    FailuresInRow = table.Column<int>(type: "integer", nullable: false),
                    ResumedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    NextTurnAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Campaigns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "HeldIns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Cipher = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Oid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Former = table.Column<bool>(type: "boolean", nullable: false),
                    By = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    SinceAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndReason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HeldIns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "History",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Act = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    StatusBefore = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    StatusAfter = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    TraitsBefore = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    TraitsAfter = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    By = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    BySituation = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_History", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    HandledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "InsiCalls",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    TraitsRevision = table.Column<int>(type: "integer", nullable: false),
                    GivenNames = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    WithBirthPlace = table.Column<bool>(type: "boolean", nullable: false),
                    AskedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    AskedBySituation = table.Column<Guid>(type: "uuid", nullable: true),
                    UserId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Certificate = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    AskedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AnsweredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    Advice = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    Candidate = table.Column<string>(type: "text", nullable: true),
                    Decision = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    DecidedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InsiCalls", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Masters",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    ClientId = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Others = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Masters", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: true),
                    Subject = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "text", nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    OccurredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    ClaimedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    SentAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastError = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "ParkedEvents",
                columns: table => new
                {
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    Topic = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Envelope = table.Column<string>(type: "text", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ParkedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReplayedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ParkedEvents", x => new { x.EventId, x.Topic });
                });

            migrationBuilder.CreateTable(
                name: "PotentialDuplicates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    FirstId = table.Column<Guid>(type: "uuid", nullable: false),
                    SecondId = table.Column<Guid>(type: "uuid", nullable: false),
                    Reason = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Score = table.Column<double>(type: "double precision", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    DecidedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Comment = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    FoundAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PotentialDuplicates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Proofs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    Holder = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    OriginalSeen = table.Column<bool>(type: "boolean", nullable: false),
                    MaskedNumber = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    ExpiresOn = table.Column<DateOnly>(type: "date", nullable: true),
                    TraitsAgree = table.Column<bool>(type: "boolean", nullable: false),
                    DirectAdmission = table.Column<bool>(type: "boolean", nullable: false),
                    TraitsRevision = table.Column<int>(type: "integer", nullable: false),
                    CheckedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    CheckedBySituation = table.Column<Guid>(type: "uuid", nullable: true),
                    CheckedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    WithdrawnBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    WithdrawnReason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Proofs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Proposals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false),
                    OnVersion = table.Column<int>(type: "integer", nullable: false),
                    BirthName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    FirstGivenName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    GivenNames = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    BirthDate = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Sex = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: false),
                    BirthPlace = table.Column<string>(type: "character varying(5)", maxLength: 5, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ProposedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProposedWith = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ProposedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DecidedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Proposals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Usagers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Ipp = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    CreationKey = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    EstablishmentId = table.Column<Guid>(type: "uuid", nullable: true),
                    UnitId = table.Column<Guid>(type: "uuid", nullable: true),
                    BirthName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    BirthNameTyped = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    FirstGivenName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    GivenNames = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    BirthDate = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Sex = table.Column<string>(type: "character varying(1)", maxLength: 1, nullable: false),
                    BirthPlace = table.Column<string>(type: "character varying(5)", maxLength: 5, nullable: false),
                    TraitsRevision = table.Column<int>(type: "integer", nullable: false),
                    Complementary_UsedName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Complementary_UsedGivenName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Complementary_Address = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Complementary_PostalCode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Complementary_City = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Complementary_Phone = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    Complementary_Email = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Status = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Marks = table.Column<int>(type: "integer", nullable: false),
                    Ins_Cipher = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Ins_Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Ins_Oid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    UnlockReason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    UnlockedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Active = table.Column<bool>(type: "boolean", nullable: false),
                    MergedInto = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Usagers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MatchKeys",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<long>(type: "bigint", nullable: false),
                    UsagerId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MatchKeys", x => new { x.TenantId, x.Key, x.UsagerId });
                    table.ForeignKey(
                        name: "FK_MatchKeys_Usagers_UsagerId",
                        column: x => x.UsagerId,
                        principalTable: "Usagers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CampaignEntries_CampaignId_UsagerId",
                table: "CampaignEntries",
                columns: new[] { "CampaignId", "UsagerId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CampaignEntries_OneOpenList",
                table: "CampaignEntries",
                columns: new[] { "TenantId", "UsagerId" },
                unique: true,
                filter: "\"Open\"");

            migrationBuilder.CreateIndex(
                name: "IX_Campaigns_NextTurnAt",
                table: "Campaigns",
                column: "NextTurnAt",
                filter: "\"NextTurnAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Campaigns_TenantId_LaunchedAt",
                table: "Campaigns",
                columns: new[] { "TenantId", "LaunchedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_HeldIns_Digest",
                table: "HeldIns",
                column: "Digest");

            migrationBuilder.CreateIndex(
                name: "IX_HeldIns_TenantId_UsagerId",
                table: "HeldIns",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_History_TenantId_UsagerId_At",
                table: "History",
                columns: new[] { "TenantId", "UsagerId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_HandledAt",
                table: "Inbox",
                column: "HandledAt");

            migrationBuilder.CreateIndex(
                name: "IX_InsiCalls_NextAttemptAt",
                table: "InsiCalls",
                column: "NextAttemptAt",
                filter: "\"NextAttemptAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_InsiCalls_TenantId_UsagerId_AskedAt",
                table: "InsiCalls",
                columns: new[] { "TenantId", "UsagerId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_MatchKeys_UsagerId",
                table: "MatchKeys",
                column: "UsagerId");

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
                name: "IX_PotentialDuplicates_TenantId_FirstId_SecondId_Reason",
                table: "PotentialDuplicates",
                columns: new[] { "TenantId", "FirstId", "SecondId", "Reason" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Proofs_TenantId_UsagerId",
                table: "Proofs",
                columns: new[] { "TenantId", "UsagerId" });

            migrationBuilder.CreateIndex(
                name: "IX_Proposals_TenantId_State_ProposedAt",
                table: "Proposals",
                columns: new[] { "TenantId", "State", "ProposedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Usagers_Ins_Digest",
                table: "Usagers",
                column: "Ins_Digest",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Usagers_TenantId_CreationKey",
                table: "Usagers",
                columns: new[] { "TenantId", "CreationKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Usagers_TenantId_EstablishmentId_BirthName",
                table: "Usagers",
                columns: new[] { "TenantId", "EstablishmentId", "BirthName" });

            migrationBuilder.CreateIndex(
                name: "IX_Usagers_TenantId_Ipp",
                table: "Usagers",
                columns: new[] { "TenantId", "Ipp" },
                unique: true);

            migrationBuilder.EnableTenantRowLevelSecurity("CampaignEntries");
            migrationBuilder.EnableTenantRowLevelSecurity("Campaigns");
            migrationBuilder.EnableTenantRowLevelSecurity("HeldIns");
            migrationBuilder.EnableTenantRowLevelSecurity("History");
            migrationBuilder.EnableTenantRowLevelSecurity("InsiCalls");
            migrationBuilder.EnableTenantRowLevelSecurity("Masters");
            migrationBuilder.EnableTenantRowLevelSecurity("PotentialDuplicates");
            migrationBuilder.EnableTenantRowLevelSecurity("Proofs");
            migrationBuilder.EnableTenantRowLevelSecurity("Proposals");
            migrationBuilder.EnableTenantRowLevelSecurity("Usagers");
            migrationBuilder.EnableTenantRowLevelSecurity("MatchKeys");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CampaignEntries");

            migrationBuilder.DropTable(
                name: "Campaigns");

            migrationBuilder.DropTable(
                name: "HeldIns");

            migrationBuilder.DropTable(
                name: "History");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "InsiCalls");

            migrationBuilder.DropTable(
                name: "Masters");

            migrationBuilder.DropTable(
                name: "MatchKeys");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "ParkedEvents");

            migrationBuilder.DropTable(
                name: "PotentialDuplicates");

            migrationBuilder.DropTable(
                name: "Proofs");

            migrationBuilder.DropTable(
                name: "Proposals");

            migrationBuilder.DropTable(
                name: "Usagers");
        }
    }
}
